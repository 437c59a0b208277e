// Preloaded by NODE_OPTIONS=--import: says "loading" where the agent is about to read its bundle, and holds it there until the
// file HOLD_UNTIL exists.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { existsSync, readFileSync } = fs;
const RECHECK_MS = 5;
const never = new Int32Array(new SharedArrayBuffer(4));

fs.readFileSync = (file, ...rest) => {
  if (String(file).endsWith('/main.cjs')) {
    process.stderr.write('loading\n');
    while (!existsSync(process.env.HOLD_UNTIL)) Atomics.wait(never, 0, 0, RECHECK_MS);
  }
  return readFileSync(file, ...rest);
};
syncBuiltinESMExports();
