#!/usr/bin/env node
import './early-signals.js';

import { loadBundle, runBundle } from './bundle.js';

const script = loadBundle();
if (script) {
  runBundle(script);
} else {
  process.stderr.write('kith: there is no build of it here; run npm run build\n');
  process.exitCode = 1;
}
