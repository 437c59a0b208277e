import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Host } from '@kith/lab';

import { DEVICES } from './range.js';
import type { Sample } from './sample.js';
import type { TaskKind, TaskResult } from './tasks.js';

const PROGRAM = path.join(import.meta.dirname, 'worker.js');

/** The process with Kith's packages, in a host; one task at a time. It lives for all rounds, as an agent does. */
export class KithWorker {
  private constructor(private readonly child: ChildProcess) {}

  /** Hands it to `use`, and ends it whatever comes of that. */
  static async use<T>(host: Host, use: (worker: KithWorker) => Promise<T>): Promise<T> {
    const [file = '', ...args] = host.command([process.execPath, PROGRAM, ...DEVICES]);
    const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const closed = once(child, 'close');
    try {
      return await use(new KithWorker(child));
    } finally {
      child.kill();
      await closed;
    }
  }

  async run(kind: TaskKind, count: number): Promise<Sample> {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      const answered = once(this.child, 'message', { signal }) as Promise<[TaskResult]>;
      const ended = once(this.child, 'exit', { signal }).then(([code]) => {
        throw new Error(`Kith's packages ended with exit code ${code}`);
      });
      this.child.send({ kind, count });
      const [result] = await Promise.race([answered, ended]);
      if ('error' in result) throw new Error(`Kith: ${result.error}`);
      return result.sample;
    } finally {
      controller.abort();
    }
  }
}
