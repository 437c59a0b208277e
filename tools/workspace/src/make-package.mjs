import path from 'node:path';

import devkit from '@nx/devkit';

import { nameProblem } from './name-problem.mjs';

const { formatFiles, generateFiles, names, readJson, updateJson } = devkit;

/**
 * Writes `packages/<id>` from the templates of every package and those of its kind, and lists it in the root
 * `tsconfig.json`.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('./kinds.mjs').Kind} kind
 * @param {string} name as it was typed
 * @returns {Promise<{ id: string, constant: string }>} what a host lists
 * @throws Error saying in one line what is wrong with the name
 */
export async function makePackage(tree, kind, name) {
  const id = `${kind.prefix}${name}`;
  const problem = nameProblem(tree, kind, name);
  if (problem !== undefined) throw new Error(problem);

  const values = { ...wording(kind, name, id), ...needs(tree, kind), json };
  const folder = `packages/${id}`;
  for (const templates of ['package', kind.id]) {
    generateFiles(tree, path.join(import.meta.dirname, templates, 'files'), folder, values);
  }
  updateJson(tree, 'tsconfig.json', (config) => {
    const isPackage = ({ path }) => path.startsWith('./packages/');
    const after = config.references.findLastIndex(isPackage) + 1;
    config.references.splice(after, 0, { path: `./${folder}` });
    return config;
  });
  await formatFiles(tree);
  return { id, constant: `${values.camel}Plugin` };
}

const json = (value) => JSON.stringify(value, undefined, 2);

function wording({ description, suffix }, name, id) {
  const { className: pascal, propertyName: camel } = names(id);
  return {
    id,
    name,
    pascal,
    camel,
    description,
    className: names(`${name}-${suffix}`).className,
    fileName: `${name}-${suffix}`,
  };
}

/** In the versions that agent-api has. */
function needs(tree, { imports, specImports, isService }) {
  const api = readJson(tree, 'packages/agent-api/package.json');
  const kith = (packages) => packages.map((name) => [`@kith/${name}`, api.version]);
  const references = (packages) =>
    packages.map((name) => ({ path: `../${name}/tsconfig.lib.json` }));
  return {
    version: api.version,
    isService,
    dependencies: Object.fromEntries([...kith(imports), ['zod', api.dependencies.zod]]),
    devDependencies: Object.fromEntries(kith(specImports)),
    peerDependencies: api.peerDependencies,
    references: {
      lib: references(imports),
      spec: [{ path: './tsconfig.lib.json' }, ...references([...imports, ...specImports])],
    },
  };
}
