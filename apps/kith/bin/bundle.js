import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout } from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const BUNDLE = path.join(import.meta.dirname, '../dist/bundle/main.cjs');
/** What V8 made of the bundle: with it an agent starts in two thirds of the time. Written by write-code-cache.mjs. */
export const CODE_CACHE = `${BUNDLE}.cache`;

// Measured with 10,000 neighbors (npm run bench). What runs once at the start is not worth an optimizing compiler
// (a third of the agent's time), nor helpers of the garbage collector and a small young generation (an eighth).
// What still runs later is: compiled code halves the time at rest, and from then on a small heap is worth more
// than speed: a young generation that does not grow is 20 MiB less, an old one that grows slowly 6 MiB.
const STARTED_AFTER_MS = 5_000;
const AT_START = [
  '--interrupt-budget=1000000',
  '--no-parallel-scavenge',
  '--no-concurrent-marking',
];
const AT_REST = [
  ...['--interrupt-budget=135168', '--parallel-scavenge', '--concurrent-marking'],
  ...['--semi-space-growth-factor=1', '--optimize-for-size'],
];
for (const flag of AT_START) setFlagsFromString(flag);
setTimeout(() => {
  for (const flag of AT_REST) setFlagsFromString(flag);
}, STARTED_AFTER_MS).unref();

/** Undefined where there is no build. */
export function loadBundle() {
  if (!existsSync(BUNDLE)) return undefined;
  // the parameters that require() gives a module
  const source = `(function (exports, require, module) {${readFileSync(BUNDLE, 'utf8')}\n})`;
  // code of another V8, or for other flags, is refused by V8 itself, which then compiles
  const cachedData = existsSync(CODE_CACHE) ? readFileSync(CODE_CACHE) : undefined;
  return new Script(source, { filename: BUNDLE, cachedData });
}

/** Runs the command line in `process.argv`. */
export function runBundle(script) {
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(BUNDLE), module);
}
