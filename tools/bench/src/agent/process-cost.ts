import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { type Agent, cpuTimes, residentMemory } from '@kith/lab';

/** Milliseconds since the epoch, with a fraction. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** CPU time outside of the kernel, of all threads, in milliseconds (in steps of 10). */
export function userCpu({ pid }: Agent): number {
  return cpuTimes(pid).user;
}

/** Resident memory in MiB. */
export function memory({ pid }: { readonly pid: number }): number {
  return residentMemory(pid) / 1024;
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
