import devkit from '@nx/devkit';

const { getProjects } = devkit;

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * What is wrong with the name of a new package, in one line with the cure; undefined if nothing is.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('./kinds.mjs').Kind} kind
 * @param {string} name
 * @param {string} id of the plugin and its package
 * @returns {string | undefined}
 */
export function nameProblem(tree, kind, name, id) {
  if (!KEBAB_CASE.test(name)) return `"${name}" is not in kebab-case; write it as in my-${kind.id}`;
  if (kind.taken.includes(name)) {
    return `"${name}" means something else where a ${kind.id} is named; choose another name`;
  }
  if (tree.exists(`packages/${id}`)) return `packages/${id} is there already; choose another name`;
  const other = getProjects(tree).get(`@kith/${id}`);
  return other && `@kith/${id} is in ${other.root} already; choose another name`;
}
