import type { KernelState } from '@kith/neighbor-api';
import type { SimulatedKernel } from '@kith/neighbor-testing';
import { isUsable, type Neighbor, type NeighborKey } from '@kith/net-types';

import { isTakeable, type Takeover } from './asked-entries.fake.js';
import { type Desired, isOurs, isRespected } from './oracle.fake.js';

/** On devices with carrier: ours is what is desired; and who answers has his MAC there. One line each that is not so. */
export function tableFaults(
  kernel: SimulatedKernel,
  desiredBy: Desired,
  takeover: Takeover,
): readonly string[] {
  const faults: string[] = [];
  const desired = new Set([...desiredBy.values()].flatMap((keys) => [...keys]));
  for (const key of desired) {
    const entry = kernel.neighbors.entries.get(key)?.toNeighbor();
    const host = kernel.wire.hosts.get(key);
    const isToTakeOver = isTakeable(entry, takeover) && entry.lladdr === host;
    if (entry && isRespected(entry) && !isToTakeOver) continue;
    const words = `${key} is desired, and there is ${JSON.stringify(entry) ?? 'nothing'}`;
    if (!entry || !isOurs(entry)) faults.push(words);
    else if (host !== undefined && !(isUsable(entry) && entry.lladdr === host)) {
      faults.push(`${words}, but ${host} answers`);
    }
  }
  for (const [key, entry] of kernel.neighbors.entries) {
    const hasCarrier = kernel.links.get(entry.ifindex)?.hasCarrier;
    if (hasCarrier && isOurs(entry.toNeighbor()) && !desired.has(key)) {
      faults.push(`${key} is ours and nobody wants it: ${JSON.stringify(entry.toNeighbor())}`);
    }
  }
  return faults;
}

/** Where the agent takes the table for something else than it is, but for states that the kernel does not tell. */
export function mirrorFaults(
  { neighbors: { entries } }: SimulatedKernel,
  { neighbors }: KernelState,
): readonly string[] {
  return [...new Set([...entries.keys(), ...neighbors.keys()])].flatMap((key) => {
    const really = look(entries.get(key)?.toNeighbor());
    const mirrored = look(neighbors.get(key));
    return really === mirrored ? [] : [`${key} is ${really}, mirrored as ${mirrored}`];
  });
}

/** Who was asked for more often than once a second, in these milliseconds. */
export function storms(
  { wire }: SimulatedKernel,
  before: ReadonlyMap<NeighborKey, number>,
  ms: number,
): readonly string[] {
  return [...wire.solicitations].flatMap(([key, count]) => {
    const asked = count - (before.get(key) ?? 0);
    return asked > ms / 1000 ? [`${key} was asked for ${asked} times in ${ms} ms`] : [];
  });
}

function look(entry: Neighbor | undefined): string {
  if (!entry) return 'nothing';
  const { isExtLearned, isManaged, protocol } = entry;
  const lladdr = isUsable(entry) ? entry.lladdr : 'no MAC';
  return JSON.stringify({ lladdr, isExtLearned, isManaged, protocol });
}
