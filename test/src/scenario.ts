import { appendFileSync } from 'node:fs';
import path from 'node:path';

import { test } from '@jest/globals';
import { type Host, Lab, slowness } from '@kith/lab';

import { entriesOf, settledAs } from './entries.js';
import { lackFor } from './kernel.js';
import { environmentFor, STRATEGIES, type Strategy } from './strategies.js';

/** What a scenario works with. */
export interface ScenarioTools {
  /** Its agents run under the strategy. Disposed of when the scenario is over, however it ends. */
  readonly lab: Lab;
  readonly strategy: Strategy;
  /** What is in a host's table of ours, as `entriesOf` writes it for the strategy. */
  readonly entries: (host: Host) => Promise<readonly string[]>;
  /** Waits until the agent's entries are exactly these, each resolved, as the strategy makes them. */
  readonly settled: (host: Host, ...expected: readonly string[]) => Promise<number>;
  /** Waits for something, and notes how long it took under a label; a number is a time in milliseconds. */
  readonly took: (label: string, what: Promise<unknown> | number) => Promise<void>;
  /** Notes a figure that is not a time, for the table. */
  readonly note: (text: string) => void;
}

export interface ScenarioOptions {
  /** Those that it runs under, each by itself; default: every one. Where a row leaves one out, `rows.json` says why. */
  readonly strategies?: readonly Strategy[];
  /**
   * The kind of device that it is about, as iproute2 names it (`vrf`); or `no-managed`, a kernel without managed
   * entries; or a server of others, `kube-apiserver` or `etcd`: skipped where that is not to be had.
   */
  readonly needs?: string;
  /** It hardly does anything but wait: runs beside the other such ones of its file, and so beside itself under other strategies. */
  readonly isWaiting?: boolean;
  /** Milliseconds, for all of it; times `slowness`. */
  readonly timeout?: number;
}

/** One line of the results file; `runner/report.mjs` reads it. A later line about the same test replaces it. */
interface Result {
  readonly row: string;
  readonly strategy: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
  /** What a skipped one would have needed. */
  readonly needs?: string;
  /** Milliseconds by label. */
  readonly took: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/**
 * Declares a test of a row of the table of scenarios, one for each strategy. Several may declare the same row: all
 * must pass.
 *
 * @param row its id, `A1`; it must be listed in `rows.json`.
 */
export function scenario(
  row: string,
  title: string,
  run: (tools: ScenarioTools) => Promise<void>,
  { strategies = STRATEGIES, ...options }: ScenarioOptions = {},
): void {
  for (const strategy of strategies) declare({ row, strategy, title }, run, options);
}

function declare(
  declared: { readonly row: string; readonly strategy: Strategy; readonly title: string },
  run: (tools: ScenarioTools) => Promise<void>,
  { needs, isWaiting = false, timeout = 60_000 }: Omit<ScenarioOptions, 'strategies'>,
): void {
  const { row, strategy, title } = declared;
  const body = async (): Promise<void> => {
    const took: Record<string, number> = {};
    const notes: string[] = [];
    const lab = new Lab(environmentFor(strategy));
    // stays so if it never ends
    record({ ...declared, outcome: 'failed', reason: 'did not end', took, notes });
    try {
      const lack = await lackFor(lab, strategy, needs);
      if (lack) {
        record({ ...declared, outcome: 'skipped', ...lack, took, notes });
        return;
      }
      await run({
        lab,
        strategy,
        entries: (host) => entriesOf(host, strategy),
        settled: (host, ...expected) => settledAs(strategy, host, expected),
        note: (text) => notes.push(text),
        took: async (label, what) => {
          const start = performance.now();
          const given = await what;
          const elapsed = typeof given === 'number' ? given : performance.now() - start;
          took[label] = Math.max(took[label] ?? 0, Math.round(elapsed));
        },
      });
      record({ ...declared, outcome: 'passed', took, notes });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      record({ ...declared, outcome: 'failed', reason, took, notes });
      throw error;
    } finally {
      await lab.dispose();
    }
  };
  const declareTest = isWaiting ? test.concurrent : test;
  declareTest(`${row} ${strategy}: ${title}`, body, timeout * slowness);
}

function record(result: Result): void {
  const folder = process.env['KITH_TEST_RESULTS'];
  if (folder === undefined) return;
  // a file of each worker: no two write to one
  appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify(result)}\n`);
}
