import { appendFileSync } from 'node:fs';
import path from 'node:path';

import { test } from '@jest/globals';
import { Lab } from '@kith/lab';

/** What a scenario works with. */
export interface ScenarioTools {
  /** Disposed of when the scenario is over, however it ends. */
  readonly lab: Lab;
  /** Waits for something, and notes how long it took under a label; a number is a time in milliseconds. */
  readonly took: (label: string, what: Promise<unknown> | number) => Promise<void>;
  /** Notes a figure that is not a time, for the table. */
  readonly note: (text: string) => void;
}

export interface ScenarioOptions {
  /** The strategy that it runs under; default `managed`. */
  readonly strategy?: string;
  /** The kind of device that it is about, as iproute2 names it (`vrf`): skipped where there can be none. */
  readonly needs?: string;
  /** Milliseconds, for all of it. */
  readonly timeout?: number;
}

/** One line of the results file; `runner/report.mjs` reads it. A later line about the same test replaces it. */
interface Result {
  readonly row: string;
  readonly strategy: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
  /** The kind of device that a skipped one was about. */
  readonly needs?: string;
  /** Milliseconds by label. */
  readonly took: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** How to make a device of a kind, where its name alone does not do. */
const COMMANDS: Readonly<Record<string, string>> = {
  tun: 'tuntap add probe mode tun',
  vrf: 'link add probe type vrf table 100',
};

/**
 * Declares a test of a row of the table of scenarios. Several may declare the same row: all must pass.
 *
 * @param row its id, `A1`; it must be listed in `rows.json`.
 */
export function scenario(
  row: string,
  title: string,
  run: (tools: ScenarioTools) => Promise<void>,
  { strategy = 'managed', needs, timeout = 60_000 }: ScenarioOptions = {},
): void {
  const declared = { row, strategy, title };
  const body = async (): Promise<void> => {
    const took: Record<string, number> = {};
    const notes: string[] = [];
    const lab = new Lab();
    // stays so if it never ends
    record({ ...declared, outcome: 'failed', reason: 'did not end', took, notes });
    try {
      if (needs !== undefined && !(await hasDevices(lab, needs))) {
        const reason = `no ${needs} devices to be had here`;
        record({ ...declared, outcome: 'skipped', reason, needs, took, notes });
        return;
      }
      await run({
        lab,
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
  test(`${row} ${strategy}: ${title}`, body, timeout);
}

/** Asks the kernel by doing it, never by its version. */
async function hasDevices(lab: Lab, kind: string): Promise<boolean> {
  const host = await lab.host('probe');
  const command = COMMANDS[kind] ?? `link add probe type ${kind}`;
  const { code } = await host.exec(['ip', ...command.split(' ')], { mayFail: true });
  return code === 0;
}

function record(result: Result): void {
  const folder = process.env['KITH_TEST_RESULTS'];
  if (folder === undefined) return;
  // a file of each worker: no two write to one
  appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify(result)}\n`);
}
