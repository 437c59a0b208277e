import { addressFamily, type IpAddress, type Neighbor, type NudState } from '@kith/net-types';

import type { Lane } from './lane.js';

/** What is compared: by address, or `absent`. */
export type Rows = Readonly<Record<string, string>>;

/** Nobody waits for the kernel's timers in the middle of a script; `final`: every timer had its time. */
export type Moment = 'midway' | 'final';

const CLASSES: Readonly<Record<NudState, string>> = {
  NONE: 'none',
  INCOMPLETE: 'resolving',
  REACHABLE: 'valid',
  STALE: 'valid',
  DELAY: 'valid',
  PROBE: 'valid',
  FAILED: 'failed',
  NOARP: 'valid',
  PERMANENT: 'valid',
};

/** The rows of a lane's keys. Others are not compared: groups and link-local neighbors that the kernel adds by itself. */
export function describeRows(
  { keys }: Pick<Lane, 'keys'>,
  neighbors: ReadonlyMap<IpAddress, Neighbor>,
  moment: Moment,
): Rows {
  return Object.fromEntries(
    keys.map((key) => {
      const neighbor = neighbors.get(key);
      return [key, !neighbor || isGarbage(neighbor) ? 'absent' : describe(neighbor, moment)];
    }),
  );
}

/** What the kernel may collect at any moment: whether it did says nothing. */
export function isGarbage({ state, isExtLearned }: Neighbor): boolean {
  return state === 'FAILED' && !isExtLearned;
}

function describe(neighbor: Neighbor, moment: Moment): string {
  const { isExtLearned, isManaged, isRouter, protocol } = neighbor;
  return [
    classOf(neighbor, moment),
    isManaged ? 'managed' : '',
    isExtLearned ? 'extern_learn' : '',
    isRouter && !(moment === 'midway' && mayBeAnswered(neighbor)) ? 'router' : '',
    protocol === 0 ? '' : `proto ${protocol}`,
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/**
 * A managed entry that fails is asked for anew up to 5 s later, at a time that nobody can set: midway its class
 * says nothing, and in the end failed and resolving are the same for it.
 */
function classOf({ state, isManaged, lladdr }: Neighbor, moment: Moment): string {
  if (isManaged && moment === 'midway') return 'somehow';
  const name = CLASSES[state];
  if (isManaged && (name === 'failed' || name === 'resolving')) return 'asked for';
  return name === 'valid' && !isMadeUp(lladdr) ? `valid ${lladdr ?? ''}` : name;
}

const ASKED: ReadonlySet<NudState> = new Set(['INCOMPLETE', 'DELAY', 'PROBE', 'REACHABLE']);

/** An NA says whether it comes from a router: midway it may have come already, or not yet. */
function mayBeAnswered({ address, isManaged, state }: Neighbor): boolean {
  return addressFamily(address) === 'ipv6' && (isManaged || ASKED.has(state));
}

/** MACs of multicast groups and of broadcast are the kernel's to compute. */
function isMadeUp(lladdr: string | undefined): boolean {
  return lladdr !== undefined && (parseInt(lladdr.slice(0, 2), 16) & 1) === 1;
}
