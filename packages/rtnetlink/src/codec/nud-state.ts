import type { NudState } from '@kith/net-types';

import {
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_NONE,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from './uapi.js';

/** ndm_state of each state. */
export const NUD_NUMBERS: Readonly<Record<NudState, number>> = {
  NONE: NUD_NONE,
  INCOMPLETE: NUD_INCOMPLETE,
  REACHABLE: NUD_REACHABLE,
  STALE: NUD_STALE,
  DELAY: NUD_DELAY,
  PROBE: NUD_PROBE,
  FAILED: NUD_FAILED,
  NOARP: NUD_NOARP,
  PERMANENT: NUD_PERMANENT,
};

const STATES = new Map(Object.entries(NUD_NUMBERS).map(([state, n]) => [n, state as NudState]));

/** Undefined for a number that is no single state. */
export function nudState(number: number): NudState | undefined {
  return STATES.get(number);
}
