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

/** Loaded by source-kubernetes when it starts: in a file of its own, which all others do not have to read. */
const KUBERNETES = '@kubernetes/client-node';
const KUBERNETES_CHUNK = './kubernetes-client.cjs';
const apart = {
  name: 'apart',
  setup: (build) =>
    build.onResolve({ filter: new RegExp(`^${KUBERNETES}$`) }, () => ({
      path: KUBERNETES_CHUNK,
      external: true,
    })),
};
/** Nine tenths of it: a class for each kind of object and request, of which access needs none. */
const withoutKinds = {
  name: 'without-kinds',
  setup: (build) =>
    build.onLoad({ filter: /client-node.dist.gen.index\.js$/ }, () => ({
      contents: 'export const createConfiguration = undefined, ServerConfiguration = undefined;',
    })),
};

rmSync(outdir, { recursive: true, force: true });
const shared = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  format: 'cjs',
  // as require(): a script has no import() of its own
  supported: { 'dynamic-import': false },
  platform: 'node',
  target: 'node20',
  // error names and injection identifiers are class names
  keepNames: true,
  // comments are most of what is not ASCII, and one such character makes V8 keep two bytes for each of them
  minifyWhitespace: true,
  logLevel: 'warning',
};

await build({
  ...shared,
  entryPoints: ['dist/main.js'],
  outfile: path.join(outdir, 'main.cjs'),
  // they find their native parts next to themselves
  external: ['koffi', 'netlink', ...builtinModules],
  sourcemap: 'linked',
  sourcesContent: false,
  define: { KITH_VERSION: JSON.stringify(version) },
  plugins: [withoutUnused, apart],
});
await build({
  ...shared,
  stdin: {
    contents: `export { KubeConfig } from '${KUBERNETES}/dist/config.js';`,
    resolveDir: path.join(import.meta.dirname, '../../packages/source-kubernetes'),
  },
  outfile: path.join(outdir, KUBERNETES_CHUNK),
  external: builtinModules,
  plugins: [withoutKinds],
});
