import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import type { Agent } from '@kith/lab';

const MS_PER_TICK = 10;
const MIB_PER_PAGE = 4 / 1024;

/** Milliseconds since the epoch, with a fraction. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** CPU time outside of the kernel, of all threads, in milliseconds (in steps of 10). */
export function userCpu({ pid }: Agent): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, , , , , , , , , , , user] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(user) * MS_PER_TICK;
}

/** Resident memory in MiB. */
export function memory({ pid }: { readonly pid: number }): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * MIB_PER_PAGE;
}

/** How long a Node that does nothing takes from start to end, in milliseconds. */
export async function bareNodeTime(): Promise<number> {
  const start = now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return now() - start;
}

/** The memory of a Node that waits for nothing, in MiB. */
export async function bareNodeMemory(): Promise<number> {
  const script = 'require("node:fs").writeSync(1, "up"); setInterval(() => {}, 1e6)';
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  try {
    await once(child.stdout, 'data');
    return memory({ pid: child.pid ?? 0 });
  } finally {
    child.kill();
    await exited;
  }
}
