import { readFileSync } from 'node:fs';

import { runCommand } from './run-command.js';

/** Clock ticks per second in /proc (USER_HZ): 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;
const KIB_PER_PAGE = 4;

/** CPU time that a process took so far, user and system, in milliseconds (in steps of 10). */
export function cpuTime(pid: number): number {
  const { user, system } = cpuTimes(pid);
  return user + system;
}

/** CPU time of all its threads, outside of the kernel and in it, in milliseconds (in steps of 10). */
export function cpuTimes(pid: number): { readonly user: number; readonly system: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // the name, in parentheses, may hold spaces; utime and stime are the 14th and 15th word of all
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(user) * MS_PER_TICK, system: Number(system) * MS_PER_TICK };
}

/** Resident memory of a process in KiB. */
export function residentMemory(pid: number): number {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(resident) * KIB_PER_PAGE;
}

const SELF = 'const { user, system } = process.cpuUsage(); (user + system) / 1000';

/**
 * CPU time in milliseconds of a Node that does nothing, the median of five: what other programs compare with. It has
 * no environment: what that makes Node read at its start (certificates) may cost more than all the rest.
 */
export async function bareNodeCpuTime(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const { stdout } = await runCommand(['env', '-i', process.execPath, '-p', SELF]);
    times.push(Number(stdout));
  }
  return times.toSorted((a, b) => a - b)[2] ?? NaN;
}
