import type { NudState } from '@kith/net-types';

// include/uapi/linux/neighbour.h: NUD_*
const VALUES: Readonly<Record<NudState, number>> = {
  NONE: 0x00,
  INCOMPLETE: 0x01,
  REACHABLE: 0x02,
  STALE: 0x04,
  DELAY: 0x08,
  PROBE: 0x10,
  FAILED: 0x20,
  NOARP: 0x40,
  PERMANENT: 0x80,
};

const STATES: ReadonlyMap<number, NudState> = new Map(
  Object.entries(VALUES).map(([state, value]) => [value, state as NudState]),
);

export function nudValue(state: NudState): number {
  return VALUES[state];
}

export function nudState(value: number): NudState | undefined {
  return STATES.get(value);
}
