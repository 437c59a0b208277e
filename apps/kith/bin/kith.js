#!/usr/bin/env node
import { existsSync } from 'node:fs';
import path from 'node:path';

const build = path.join(import.meta.dirname, '../dist/bundle/main.js');

if (existsSync(build)) {
  await import(build);
} else {
  process.stderr.write('kith: there is no build of it here; run npm run build\n');
  process.exitCode = 1;
}
