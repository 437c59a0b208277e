import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout } from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const BUNDLE = path.join(import.meta.dirname, '../dist/bundle/main.cjs');
/** What V8 made of the bundle: with it an agent starts in two thirds of the time. Written by write-code-cache.mjs. */
export const CODE_CACHE = `${BUNDLE}.cache`;

// Measured with 10,000 neighbors (npm run bench). What runs once at the start is not worth an optimizing
// compiler: that took a third of the agent's time. What still runs later is: it halves the time at rest. And
// from then on a heap that grows slowly is worth more than speed: 6 MiB less after a round of the kernel's probes.
const STARTED_AFTER_MS = 15_000;
setFlagsFromString('--interrupt-budget=1000000');
setTimeout(() => {
  setFlagsFromString('--interrupt-budget=135168');
  setFlagsFromString('--optimize-for-size');
}, STARTED_AFTER_MS).unref();
// a small young generation, for good: 20 MiB less
setFlagsFromString('--semi-space-growth-factor=1');

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
