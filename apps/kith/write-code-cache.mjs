// Keeps what V8 compiled for a command that needs neither a config nor a kernel (bin/bundle.js). Part of the build.
import { rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

import { CODE_CACHE, loadBundle, runBundle } from './bin/bundle.js';

rmSync(CODE_CACHE, { force: true });
for (const name of Object.keys(process.env)) if (name.startsWith('KITH_')) delete process.env[name];
process.argv.splice(2, Infinity, 'config', 'show');
const script = loadBundle();
process.once('exit', (code) => {
  if (code === 0) writeFileSync(CODE_CACHE, script.createCachedData());
});
runBundle(script);
