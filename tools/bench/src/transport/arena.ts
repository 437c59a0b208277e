import type { Host, Lab } from '@kith/lab';

import { KithWorker } from './kith-worker.js';
import { Limit } from './limit.js';
import { type Contestant, rounds } from './rounds.js';
import { twoCables } from './two-cables.js';

export interface Arena {
  readonly node: Host;
  readonly limit: Limit;
  readonly kith: KithWorker;
}

/** Puts up a node with the C limit and a process with Kith's packages, and has those that `enter` it take turns. */
export async function compete<T>(
  lab: Lab,
  roundCount: number,
  enter: (arena: Arena) => Promise<readonly Contestant<T>[]> | readonly Contestant<T>[],
): Promise<ReadonlyMap<string, readonly T[]>> {
  const node = await twoCables(lab);
  const limit = await Limit.build(lab, node);
  return KithWorker.use(node, async (kith) =>
    rounds(roundCount, await enter({ node, limit, kith })),
  );
}
