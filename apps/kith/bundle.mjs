// Bundles tsc's output into a few files: an agent in one piece starts in a third of the time that it takes
// to read 400 modules. Not the TypeScript sources: esbuild does not emit decorator metadata.
import { readFileSync, rmSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';

import { build } from 'esbuild';

const outdir = path.join(import.meta.dirname, 'dist/bundle');
const { version } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'),
);

/** With `splitting`, esbuild gives a CommonJS package that is imported on demand its default export only. */
const namedExportsOfCommonJs = {
  name: 'named-exports-of-commonjs',
  setup(bundle) {
    const namespace = 'commonjs';
    bundle.onResolve({ filter: /^[a-z]/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && !path.startsWith('node:')
        ? { path, namespace, pluginData: { resolveDir } }
        : undefined,
    );
    bundle.onLoad({ filter: /./, namespace }, ({ path: name, pluginData: { resolveDir } }) => {
      // as the importing package sees it: versions can differ
      const all = createRequire(path.join(resolveDir, 'index.js'))(name);
      const names = Object.keys(all).filter((key) => /^[a-z]\w*$/i.test(key) && key !== 'default');
      const contents = [
        `import all from '${name}';`,
        'export default all;',
        ...names.map((key) => `export const ${key} = all.${key};`),
      ].join('\n');
      return { contents, resolveDir };
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['dist/main.js'],
  outdir,
  bundle: true,
  // what is imported on demand stays apart, and is read on demand
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // they find their native parts next to themselves
  external: ['koffi', 'netlink', ...builtinModules],
  // error names and injection identifiers are class names
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  define: { KITH_VERSION: JSON.stringify(version) },
  banner: {
    // CommonJS packages inside the bundle call require()
    js: "import { createRequire as kithRequire } from 'node:module'; const require = kithRequire(import.meta.url);",
  },
  plugins: [namedExportsOfCommonJs],
  logLevel: 'warning',
});
