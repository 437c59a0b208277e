// make-strategy.mjs FOLDER NAME
//
// Has the generator make the package of a strategy, outside of this workspace, and builds it there. Prints the file.
import { symlinkSync } from 'node:fs';
import path from 'node:path';

import { generate } from '@kith/workspace';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../..');
const [, , folder, name] = process.argv;

await generate('strategy', name, ROOT, folder);
// where it finds what it depends on, as if installed
symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
const home = path.join(folder, `packages/strategy-${name}`);
const outfile = path.join(home, 'dist/index.js');
await build({
  entryPoints: [path.join(home, 'src/index.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
});
console.log(outfile);
