import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Host } from '@kith/lab';

const TALK = path.join(import.meta.dirname, '../../programs/talk.mjs');

/** Has two hosts talk over TCP while `run` runs: the kernel confirms each to the other, without a question. */
export async function whileTalking(
  from: Host,
  to: Host,
  address: string,
  run: () => Promise<void>,
): Promise<void> {
  const children: ChildProcess[] = [];
  try {
    children.push(await talk(to, 'listen', address));
    children.push(await talk(from, 'connect', address));
    await run();
  } finally {
    for (const child of children.reverse()) {
      if (child.exitCode === null) {
        child.stdin?.end();
        await once(child, 'exit');
      }
    }
  }
}

/** Resolves once it listens, or is connected. */
async function talk(host: Host, role: 'listen' | 'connect', address: string) {
  const [file = '', ...args] = host.command([process.execPath, TALK, role, address]);
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${role} ${address} ended`);
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return child;
}
