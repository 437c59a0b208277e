#!/usr/bin/env node
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

// Measured with 10,000 neighbors (npm run bench). What runs once at the start is not worth an optimizing
// compiler: that took a third of the agent's time.
setFlagsFromString('--interrupt-budget=1000000');
// a small young generation, for good: 20 MiB less, and no slower
setFlagsFromString('--semi-space-growth-factor=1');

const build = path.join(import.meta.dirname, '../dist/bundle/main.js');

if (existsSync(build)) {
  await import(build);
} else {
  process.stderr.write('kith: there is no build of it here; run npm run build\n');
  process.exitCode = 1;
}
