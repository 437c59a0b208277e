import devkit from '@nx/devkit';

import { kinds } from './kinds.mjs';
import { makePackage } from './make-package.mjs';

/** What `npx nx g @kith/workspace:<name of the export> NAME` runs; generators.json names them. */
export const plugin = generator(kinds.plugin);
export const source = generator(kinds.source);
export const strategy = generator(kinds.strategy);

function generator(kind) {
  return async (tree, { name }) => {
    const { id, constant } = await makePackage(tree, kind, name);
    // when the files are written
    return () => devkit.logger.info(nextSteps(kind, name, id, constant));
  };
}

/** It builds, lints and passes as it is; this is what takes it into the agent. */
function nextSteps(kind, name, id, constant) {
  return `
@kith/${id} is made. To have it in the agent:
  1. npm install, which links it and notes it in package-lock.json
  2. in apps/kith list ${constant} in src/plugins.ts, "@kith/${id}": "*" in package.json, and
     ../../packages/${id}/tsconfig.lib.json in the references of tsconfig.lib.json
  3. in the config: ${kind.config(name, id)}
Its specs: npx nx test @kith/${id}. The whole walk: docs/how-to-add-a-plugin.md`;
}
