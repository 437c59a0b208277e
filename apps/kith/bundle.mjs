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

/**
 * What plugins import once they start: in files of their own, which all others do not have to read. `module` is what package
 * `of` imports, `contents` what it needs of it.
 */
const APART = [
  {
    of: 'source-kubernetes',
    module: /^@kubernetes\/client-node$/,
    contents: "export { KubeConfig } from '@kubernetes/client-node/dist/config.js';",
    file: 'kubernetes-client.cjs',
  },
  {
    of: 'source-etcd',
    module: /^\.\/libraries\.js$/,
    contents: "export * from './dist/libraries.js';",
    file: 'etcd-client.cjs',
  },
];
const apart = {
  name: 'apart',
  setup: (build) => {
    for (const { module, file } of APART) {
      build.onResolve({ filter: module }, () => ({ path: `./${file}`, external: true }));
    }
  },
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
for (const { of, contents, file } of APART) {
  await build({
    ...shared,
    stdin: { contents, resolveDir: path.join(import.meta.dirname, '../../packages', of) },
    outfile: path.join(outdir, file),
    external: builtinModules,
    plugins: [withoutKinds],
  });
}
