import path from 'node:path';

import { type Host, runCommand } from '@kith/lab';

import type { Limit, LimitMode } from './limit.js';
import { addresses } from '../addresses.js';
import { DEVICES, FIRST } from './range.js';
import { readSample, type Sample } from './sample.js';

const [DEVICE] = DEVICES;
const PYTHON_CLIENT = path.join(import.meta.dirname, '../../native/pyroute2_client.py');

/** Writes and deletes the first `count` addresses on the first device. */
export interface Writer {
  readonly name: string;
  write(count: number): Promise<Sample>;
  delete(count: number): Promise<Sample>;
}

export function limitWriter(name: string, limit: Limit, mode: LimitMode): Writer {
  return {
    name,
    write: (count) => limit.write(mode, count),
    delete: (count) => limit.delete(mode, count),
  };
}

/** iproute2, measured from outside: its start, some milliseconds, counts too. */
export function ipBatchWriter(host: Host): Writer {
  const batch = async (count: number, line: (address: string) => string): Promise<Sample> => {
    const lines = addresses(count).map(line);
    const start = performance.now();
    await host.ipBatch(lines);
    return { count, wall: (performance.now() - start) * 1000, cpu: NaN };
  };
  const entry = `dev ${DEVICE} managed extern_learn proto 75`;
  return {
    name: 'ip -batch',
    write: (count) => batch(count, (address) => `neigh replace ${address} ${entry}`),
    delete: (count) => batch(count, (address) => `neigh del ${address} dev ${DEVICE}`),
  };
}

export function pyroute2Writer(host: Host): Writer {
  const run = async (command: string, count: number): Promise<Sample> => {
    const args = [PYTHON_CLIENT, command, String(count), FIRST, DEVICE];
    const { stdout } = await host.exec(['python3', ...args]);
    return readSample(stdout, count, `pyroute2 ${command}`);
  };
  return {
    name: 'pyroute2',
    write: (count) => run('write', count),
    delete: (count) => run('delete', count),
  };
}

export async function isPyroute2Installed(): Promise<boolean> {
  const { code } = await runCommand(['python3', '-c', 'import pyroute2'], { mayFail: true }).catch(
    () => ({ code: 1 }),
  );
  return code === 0;
}
