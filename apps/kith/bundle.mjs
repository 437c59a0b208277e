// Bundles tsc's output into one file: an agent in one piece starts in a third of the time that it takes to
// read 400 modules. CommonJS, since V8 keeps compiled code of scripts, not of modules (bin/bundle.js). Not the TypeScript sources: esbuild does not emit decorator metadata.
import { readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

import { build } from 'esbuild';

const outdir = path.join(import.meta.dirname, 'dist/bundle');
const { version } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'),
);

/** Parts of packages that an agent has no use for, and that load much of Node: TLS, worker processes. */
const UNUSED = /prom-client.lib.(pushgateway|cluster)\.js$/;
const withoutUnused = {
  name: 'without-unused',
  setup: (build) => build.onLoad({ filter: UNUSED }, () => ({ contents: '' })),
};

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['dist/main.js'],
  outfile: path.join(outdir, 'main.cjs'),
  bundle: true,
  format: 'cjs',
  // as require(): a script has no import() of its own
  supported: { 'dynamic-import': false },
  platform: 'node',
  target: 'node20',
  // they find their native parts next to themselves
  external: ['koffi', 'netlink', ...builtinModules],
  // error names and injection identifiers are class names
  keepNames: true,
  // comments are most of what is not ASCII, and one such character makes V8 keep two bytes for each of them
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  define: { KITH_VERSION: JSON.stringify(version) },
  plugins: [withoutUnused],
  logLevel: 'warning',
});
