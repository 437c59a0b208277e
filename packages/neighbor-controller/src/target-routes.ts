import type { NextHopAnswer, NextHopQuery } from '@kith/neighbor-api';
import type { IfIndex, NextHop } from '@kith/net-types';

import type { Selection } from './selection.js';
import type { Target } from './target-registry.js';

/** What the FIB said about one target, and what follows. */
export interface TargetRoutes {
  readonly target: Target;
  readonly answers: readonly AskedRoute[];
  readonly hops: readonly NextHop[];
  /** Why there is no hop; undefined where there is one. */
  readonly skipped: string | undefined;
}

export interface AskedRoute {
  readonly query: NextHopQuery;
  readonly answer: NextHopAnswer;
}

/** What to ask about a target: over each selected device, once over none, and the configured lookups. */
export function questions(target: Target, selection: Selection): readonly NextHopQuery[] {
  const { address, ifindex } = target;
  if (ifindex !== undefined) return [{ address, oif: ifindex }];
  return [
    { address },
    ...selection.selected.map((oif) => ({ address, oif })),
    ...selection.lookups.map((lookup) => ({ address, lookup })),
  ];
}

/** Why a target is not even asked about; undefined = it is. */
export function whyNotAsked(target: Target, selection: Selection): string | undefined {
  if (target.ifindex !== undefined && !selection.isSelected(target.ifindex)) {
    return `its device ${selection.nameOf(target.ifindex)} is not selected`;
  }
  return selection.whyNever(target.address);
}

// with these the host keeps the packet to itself or sends it to many, whatever a single device's routes say
const NOT_FORWARDED: ReadonlySet<string> = new Set(['local', 'broadcast', 'multicast']);

/** What the answers come to: the union of their next hops on selected devices. */
export function concludeRoutes(
  target: Target,
  answers: readonly AskedRoute[],
  selection: Selection,
): TargetRoutes {
  const plain = answers.find(
    (asked) => asked.query.oif === undefined && !asked.query.lookup,
  )?.answer;
  if (plain?.kind === 'skipped' && NOT_FORWARDED.has(plain.reason)) {
    return { target, answers, hops: [], skipped: plain.reason };
  }
  const hops = new Map<string, NextHop>();
  let obstacle: string | undefined;
  for (const { answer } of answers) {
    if (answer.kind === 'skipped') continue;
    for (const hop of answer.hops) {
      const why = selection.isSelected(hop.ifindex)
        ? selection.whyNever(hop.address)
        : `its route leads over ${selection.nameOf(hop.ifindex)}, which is not selected`;
      if (why === undefined) hops.set(`${hop.ifindex}/${hop.address}`, hop);
      else obstacle ??= hop.address === target.address ? why : `next hop ${hop.address}: ${why}`;
    }
  }
  const isServed = hops.size > 0;
  return {
    target,
    answers,
    hops: [...hops.values()],
    skipped: isServed ? undefined : (obstacle ?? mostTelling(answers)),
  };
}

/** The reason of the lookup without a device, or else the first that says more than `unroutable`. */
function mostTelling(answers: readonly AskedRoute[]): string {
  const reasons = answers.flatMap(({ answer }) =>
    answer.kind === 'skipped' ? [answer.reason] : [],
  );
  return (
    reasons.find((reason) => reason !== 'unroutable' && reason !== 'other-device') ??
    reasons[0] ??
    'unroutable'
  );
}

/** Whether an answer rests on one of these devices or nexthop objects. */
export function restsOn(
  routes: TargetRoutes,
  devices: ReadonlySet<IfIndex>,
  nexthopIds: ReadonlySet<number>,
): boolean {
  return routes.answers.some(
    ({ query, answer }) =>
      (query.oif !== undefined && devices.has(query.oif)) ||
      answer.basis.devices.some((device) => devices.has(device)) ||
      answer.basis.nexthopIds.some((id) => nexthopIds.has(id)),
  );
}
