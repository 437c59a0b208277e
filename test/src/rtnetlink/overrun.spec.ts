import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from '@jest/globals';

const SCRIPT = path.join(import.meta.dirname, 'overrun.mjs');
/** The kernel doubles it: 212,992 bytes, what a socket has where net.core.rmem_max was never raised. */
const HALF_OF_DEFAULT = '106496';

const PRIVILEGES = [
  { where: 'with the privileges of the run', namespaces: [] },
  { where: 'in a user namespace', namespaces: ['--user', '--map-root-user'] },
];

interface Seen {
  readonly signal: NodeJS.Signals | null;
  readonly drops: number;
  readonly survived?: true;
  readonly heard?: number;
  readonly losses?: number;
  readonly listed?: number;
  readonly refused?: number;
}

/** Runs the script in a network namespace of its own. */
async function overrun(namespaces: readonly string[], ...args: readonly string[]): Promise<Seen> {
  const command = [...namespaces, '--net', process.execPath, SCRIPT, ...args];
  const child = spawn('unshare', command, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output, [, signal]] = await Promise.all([
    text(child.stdout),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  const lines = output.split('\n').filter((line) => line !== '');
  return Object.assign(
    { signal, drops: 0 },
    ...lines.map((line) => JSON.parse(line) as object),
  ) as Seen;
}

describe('a netlink socket that overruns', () => {
  it.each(['flood', 'requests'])(
    'aborts the process with npm netlink as it is: %s',
    async (way) => {
      const seen = await overrun([], 'raw', way);
      expect(seen).toMatchObject({ signal: 'SIGABRT' });
      expect(seen.survived).toBeUndefined();
      expect(seen.drops).toBeGreaterThan(0);
    },
  );

  it.each(PRIVILEGES)(
    'is told of, survived and repaired by ours, $where',
    async ({ namespaces }) => {
      const seen = await overrun(namespaces, 'client', 'flood', HALF_OF_DEFAULT);
      expect(seen).toMatchObject({ signal: null, survived: true, listed: 2000 });
      expect(seen.drops).toBeGreaterThan(0);
      expect(seen.losses).toBeGreaterThan(0);
      expect(seen.heard).toBeGreaterThan(0);
    },
  );

  it.each(PRIVILEGES)(
    'does not come about by requests that fail, with ours, $where',
    async ({ namespaces }) => {
      const seen = await overrun(namespaces, 'client', 'requests');
      expect(seen).toMatchObject({ signal: null, survived: true, refused: 10_000, drops: 0 });
    },
  );
});
