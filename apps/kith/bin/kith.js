#!/usr/bin/env node
import { existsSync } from 'node:fs';

const build = new URL('../dist/bundle/main.js', import.meta.url);

if (existsSync(build)) {
  await import(build.href);
} else {
  process.stderr.write('kith: there is no build of it here; run npm run build\n');
  process.exitCode = 1;
}
