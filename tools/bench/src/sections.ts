import type { Lab } from '@kith/lab';

import { refresh } from './agent/refresh.js';
import { scale } from './agent/scale.js';
import { emptyMemory, startup } from './agent/startup.js';
import type { Measure } from './measure.js';
import { dump } from './transport/dump.js';
import { nextHops } from './transport/next-hops.js';
import { writes } from './transport/writes.js';

/** Gets a lab of its own, which goes when it is done. */
export type Bench = (lab: Lab) => Promise<readonly Measure[]>;

export interface Section {
  readonly name: string;
  readonly description: string;
  readonly benches: readonly Bench[];
  /** What is left of it in a short run; none = nothing. */
  readonly short?: readonly Bench[];
}

const TRANSPORT_AT_10K: readonly Bench[] = [
  (lab) => writes(lab, 10_000, 11),
  (lab) => dump(lab, 10_000, 21),
  (lab) => nextHops(lab, 10_000, 11),
];

export const SECTIONS: readonly Section[] = [
  {
    name: 'startup',
    description: 'start to first entry and memory, beside a bare Node (half a minute)',
    benches: [(lab) => startup(lab, 1), (lab) => emptyMemory(lab, 0)],
  },
  {
    name: 'scale',
    description:
      'start, rest, joins, flips, storm and churn with 10,000 and 100,000 targets (7 min)',
    benches: [(lab) => scale(lab, 10_000)],
  },
  {
    name: 'refresh',
    description: 'a cycle of agent-refresh with 10,000 neighbors (2 min)',
    benches: [(lab) => refresh(lab, 10_000)],
  },
  {
    name: 'transport',
    description: 'what talks to the kernel, beside C, ip -batch and pyroute2 (half a minute)',
    benches: [
      (lab) => writes(lab, 1000, 21),
      ...TRANSPORT_AT_10K,
      (lab) => writes(lab, 100_000, 5),
      (lab) => dump(lab, 100_000, 11),
    ],
    short: TRANSPORT_AT_10K,
  },
];
