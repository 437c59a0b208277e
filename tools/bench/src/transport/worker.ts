// A process of its own in a host of the lab: worker.js DEVICE... carries out the tasks that its parent sends.
import 'reflect-metadata';

import { readFileSync } from 'node:fs';

import { ifIndex } from '@kith/net-types';

import { KithPackages } from './kith-packages.js';
import type { Task, TaskResult } from './tasks.js';

const devices = process.argv
  .slice(2)
  .map((name) => ifIndex(Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8'))));
const kith = await KithPackages.start(devices);

process.on('message', (task: Task) => {
  void kith.carryOut(task).then(
    (sample) => answer({ sample }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function answer(result: TaskResult): void {
  process.send?.(result);
}
