import type { Host, Lab } from '@kith/lab';

import type { Goal, Measure } from '../measure.js';
import { compete } from './arena.js';
import type { Limit } from './limit.js';
import { cpuRatio, each, ratio, type Sample } from './sample.js';
import {
  ipBatchWriter,
  isPyroute2Installed,
  limitWriter,
  pyroute2Writer,
  type Writer,
} from './writers.js';

const LIMIT = 'C limit';
const SERIAL = 'C, one by one';
const KITH = 'Kith';
const PYROUTE2 = 'pyroute2';
/** It takes a hundred times as long as the limit. */
const MOST_OF_PYROUTE2 = 10_000;

interface Turn {
  readonly write: Sample;
  readonly delete: Sample;
}

type Turns = ReadonlyMap<string, readonly Turn[]>;

/** Managed neighbors are written, each is resolved by the peer meanwhile, and deleted again. */
export async function writes(
  lab: Lab,
  count: number,
  roundCount: number,
): Promise<readonly Measure[]> {
  const turns = await compete(lab, roundCount, async ({ node, limit, kith }) => {
    const writers = [
      limitWriter(LIMIT, limit, 'batched'),
      {
        name: KITH,
        write: (n: number) => kith.run('write', n),
        delete: (n: number) => kith.run('delete', n),
      },
      limitWriter(SERIAL, limit, 'serial'),
      ipBatchWriter(node),
      ...((await joins(count)) ? [pyroute2Writer(node)] : []),
    ];
    return writers.map((writer) => ({
      name: writer.name,
      run: () => turn(writer, count, limit, node),
    }));
  });
  return [...report('write', turns, count), ...report('delete', turns, count)];
}

async function joins(count: number): Promise<boolean> {
  return count <= MOST_OF_PYROUTE2 && (await isPyroute2Installed());
}

/** Who says that all are written or deleted is not believed. */
async function turn(writer: Writer, count: number, limit: Limit, node: Host): Promise<Turn> {
  const written = await writer.write(count);
  await limit.dump(count);
  const deleted = await writer.delete(count);
  const left = await node.neighbors('eth0');
  const ours = left.filter(({ flags }) => flags.includes('managed'));
  if (ours.length > 0) throw new Error(`${writer.name}: ${ours.length} entries not deleted`);
  return { write: written, delete: deleted };
}

function report(action: keyof Turn, turns: Turns, count: number): readonly Measure[] {
  const of = (name: string): readonly Sample[] =>
    (turns.get(name) ?? []).map((turn) => turn[action]);
  const contestants = [...turns.keys()].map((name): Measure => ({
    name: `${action}: ${name}`,
    count,
    value: each(of(name)),
    unit: 'µs each',
  }));
  return [
    ...contestants,
    ...(turns.has(PYROUTE2) ? [] : [absent(`${action}: ${PYROUTE2}`, count)]),
    {
      name: `${action}: Kith / C limit`,
      count,
      value: ratio(of(KITH), of(LIMIT)),
      unit: 'x',
      ...goalFrom(count, 10_000, { atMost: 1.2 }),
    },
    {
      name: `${action}: Kith / C limit, CPU`,
      count,
      value: cpuRatio(of(KITH), of(LIMIT)),
      unit: 'x',
      better: 'less',
    },
    {
      name: `${action}: C, one by one / Kith`,
      count,
      value: ratio(of(SERIAL), of(KITH)),
      unit: 'x',
      ...goalFrom(count, 10_000, { atLeast: 4 }),
    },
    {
      name: `${action}: C, one by one / C limit`,
      count,
      value: ratio(of(SERIAL), of(LIMIT)),
      unit: 'x',
    },
  ];
}

function absent(name: string, count: number): Measure {
  const note = count > MOST_OF_PYROUTE2 ? 'takes too long' : 'not installed';
  return { name, count, value: NaN, unit: 'µs each', note };
}

function goalFrom(count: number, least: number, goal: Goal): { readonly goal?: Goal } {
  return count >= least ? { goal } : {};
}
