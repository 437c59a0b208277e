import { eventually } from '@kith/lab';
import type { KernelRules } from '@kith/neighbor-testing';

import { type Difference, differences, explain } from './differences.js';
import type { Lane } from './lane.js';
import type { Operation, Script } from './operation.js';
import type { RealLanes } from './real-lanes.js';
import type { Moment, Rows } from './row.js';
import { SimulatedLane } from './simulated-lane.js';

/** What one kernel came to after an operation. */
export interface Outcome {
  /** Errno name, where it refused the write. */
  readonly refusal: string | undefined;
  readonly rows: Rows;
}

/** What the real kernel came to in one lane: after each operation, and in the end. */
export interface Recording {
  readonly lane: Lane;
  readonly script: Script;
  readonly outcomes: Outcome[];
}

/** How long the real kernel may take to come to what the simulated one says: it walks its managed entries every 5 s. */
const WITHIN_MS: Readonly<Record<Moment, number>> = { midway: 3000, final: 20_000 };

/** Plays scripts on both kernels, step by step in all lanes at once; a lane that differs is played no further. */
export class Differential {
  readonly recordings: readonly Recording[];
  private readonly found: Difference[] = [];
  private readonly simulated: Map<Lane, SimulatedLane>;

  constructor(
    private readonly real: RealLanes,
    lanes: readonly Lane[],
    scripts: readonly Script[],
  ) {
    this.simulated = new Map(lanes.map((lane) => [lane, new SimulatedLane(lane)]));
    this.recordings = lanes.map((lane, i) => ({ lane, script: scripts[i] ?? [], outcomes: [] }));
  }

  async play(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) await this.step(step);
    await this.compare(steps, 'final', new Map(), new Map());
  }

  /** What was found, for people. */
  explainAll(): readonly string[] {
    const scripts = new Map(this.recordings.map(({ lane, script }) => [lane, script]));
    return this.found.map((one) => explain(one, scripts.get(one.lane) ?? []));
  }

  private async step(step: number): Promise<void> {
    const operations = new Map<Lane, Operation>();
    for (const { lane, script } of this.playing()) {
      const operation = script[step];
      if (operation) operations.set(lane, operation);
    }
    const refusals = new Map<Lane, string | undefined>();
    const changedCarriers: Lane[] = [];
    for (const [lane, simulated] of this.simulated) {
      const operation = operations.get(lane);
      if (!operation) continue;
      const before = simulated.device.hasCarrier;
      refusals.set(lane, simulated.play(operation));
      const isOfOtherEnd = operation.kind === 'switch' && operation.what === 'carrier';
      if (isOfOtherEnd && simulated.device.hasCarrier !== before) changedCarriers.push(lane);
    }
    await this.compare(
      step + 1,
      'midway',
      await this.real.play(operations, changedCarriers),
      refusals,
    );
  }

  /** Waits until the real kernel came to what the simulated one came to; notes where it does not. */
  private async compare(
    after: number,
    moment: Moment,
    really: ReadonlyMap<Lane, string | undefined>,
    simulated: ReadonlyMap<Lane, string | undefined>,
  ): Promise<void> {
    const expected = new Map<Lane, Outcome>();
    for (const [lane, player] of this.simulated) {
      expected.set(lane, { refusal: simulated.get(lane), rows: await player.rows(moment) });
    }
    let found: readonly Difference[] = [];
    const isEqual = async (): Promise<boolean> => {
      const rows = await this.real.rows(this.simulated.keys(), moment);
      const devices = await this.real.devices();
      found = [...this.simulated].flatMap(([lane, player]) => {
        const outcome = { refusal: really.get(lane), rows: rows.get(lane) ?? {} };
        const what = [
          ...differences(outcome, expected.get(lane) as Outcome),
          ...differences(devices.get(lane) ?? {}, player.device),
        ];
        return what.length > 0 ? [{ lane, after, what }] : [];
      });
      return found.length === 0;
    };
    // not a failure yet: the other lanes go on
    await eventually(isEqual, { within: WITHIN_MS[moment] }).catch(() => undefined);
    this.found.push(...found);
    for (const { lane } of found) this.simulated.delete(lane);
    for (const { lane, outcomes } of this.playing()) outcomes.push(expected.get(lane) as Outcome);
    const garbage = [...this.simulated].map(([lane, player]) => [lane, player.collect()] as const);
    await this.real.collect(new Map(garbage));
  }

  private playing(): readonly Recording[] {
    return this.recordings.filter(({ lane }) => this.simulated.has(lane));
  }
}

/** Plays what was recorded on a kernel with other rules, until it comes to something else than the real one did. */
export async function firstDifference(
  { lane, script, outcomes }: Recording,
  rules: Partial<KernelRules>,
): Promise<Difference | undefined> {
  const simulated = new SimulatedLane(lane, rules);
  for (const [i, outcome] of outcomes.entries()) {
    const operation = script[i];
    const refusal = operation && simulated.play(operation);
    const rows = await simulated.rows(operation ? 'midway' : 'final');
    simulated.collect();
    const what = differences(outcome, { refusal, rows });
    if (what.length > 0) return { lane, after: i + 1, what };
  }
  return undefined;
}
