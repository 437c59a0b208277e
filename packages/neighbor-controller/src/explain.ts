import {
  checkTarget,
  type Explanation,
  type Lookup,
  type NextHopAnswer,
  type NextHopResolver,
} from '@kith/neighbor-api';
import type { IpAddress } from '@kith/net-types';

import type { NeighborController } from './neighbor-controller.js';
import type { Reports } from './reports.js';

interface Sight {
  readonly controller: Pick<NeighborController, 'selection' | 'desired' | 'registry' | 'routes'>;
  readonly reports: Reports;
  readonly resolver: NextHopResolver;
}

/** Follows one address through the whole chain, asking the FIB anew. */
export async function explain(
  address: IpAddress,
  lookup: Lookup | undefined,
  { controller, reports, resolver }: Sight,
): Promise<Explanation> {
  const { selection, desired, registry, routes } = controller;
  const queries = lookup
    ? [{ address, lookup }]
    : [
        { address },
        ...selection.selected.map((oif) => ({ address, oif })),
        ...selection.lookups.map((configured) => ({ address, lookup: configured })),
      ];
  const answers = await resolver.resolve(queries);
  const lookups = queries.map((query, i) => ({
    ...('oif' in query && { device: selection.nameOf(query.oif) }),
    ...('lookup' in query && { lookup: lookupWords(query.lookup, selection) }),
    answer: answers[i] as NextHopAnswer,
  }));

  const concerned = new Set([address]);
  const devices: Record<number, string> = {};
  for (const answer of answers) {
    if (answer.kind !== 'next-hops') continue;
    for (const hop of answer.hops) {
      concerned.add(hop.address);
      devices[hop.ifindex] = selection.nameOf(hop.ifindex);
    }
  }
  const targets = [...registry.targets.values()].filter((target) => target.address === address);
  for (const { key } of targets) {
    for (const hop of routes.routes.get(key)?.hops ?? []) concerned.add(hop.address);
  }
  const explanation = {
    address,
    targets: targets.map((target) => reports.target(target)),
    lookups,
    devices,
    neighbors: [...desired.byKey.values()]
      .filter((neighbor) => concerned.has(neighbor.address))
      .map((neighbor) => reports.neighbor(neighbor)),
    entries: reports.entries(concerned),
  };
  return { ...explanation, conclusion: conclude(explanation, selection.whyNever(address)) };
}

function conclude(
  { address, targets, lookups, neighbors }: Omit<Explanation, 'conclusion'>,
  never: string | undefined,
): string {
  const checked = checkTarget(address);
  if ('reason' in checked) return `${address} is never written: it ${checked.reason}.`;
  if (never === 'local') return `${address} is never written: it is one of our own addresses.`;
  if (never !== undefined) return `${address} is never written: ${never}.`;
  const hops = targets.flatMap((target) => target.nextHops);
  if (hops.length > 0) {
    const list = hops
      .map(({ address: hop, device, status, standby }) => {
        return `${hop} on ${device} (${status}${standby ? ', stands by' : ''})`;
      })
      .join(', ');
    return `${address} is a target, reached through ${list}.`;
  }
  const skipped = targets.find((target) => target.skipped !== undefined)?.skipped;
  if (skipped !== undefined) return `${address} is a target, skipped: ${skipped}.`;
  const served = neighbors.find((neighbor) => neighbor.address === address);
  if (served) {
    const { device, status } = served;
    const clients = served.targets.map((target) => target.address).join(', ');
    return `${address} is no target itself, but the next hop on ${device} of ${clients} (${status}).`;
  }
  const isRouted = lookups.some(({ answer }) => answer.kind === 'next-hops');
  return isRouted
    ? `${address} is no target: no source asks for it, so its next hop is left to the kernel.`
    : `${address} is no target, and no route leads to it.`;
}

/** `iif eth1, from 10.0.0.9, mark 7` */
function lookupWords(
  { iif, from, mark }: Lookup,
  selection: NeighborController['selection'],
): string {
  return [
    ...(iif === undefined ? [] : [`iif ${selection.nameOf(iif)}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(mark === undefined ? [] : [`mark ${mark}`]),
  ].join(', ');
}
