import devkit from '@nx/devkit';

const { getProjects } = devkit;

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * What is wrong with the name of a new package, in one line with the cure; undefined if nothing is.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('./kinds.mjs').Kind} kind
 * @param {string} name
 * @returns {string | undefined}
 */
export function nameProblem(tree, { id: what, prefix, taken }, name) {
  if (!KEBAB_CASE.test(name)) return `"${name}" is not in kebab-case; write it like my-${what}`;
  if (taken.includes(name)) return `a ${what} cannot be named "${name}"; choose another name`;
  const id = `${prefix}${name}`;
  if (tree.exists(`packages/${id}`)) return `packages/${id} is there already; choose another name`;
  const other = getProjects(tree).get(`@kith/${id}`);
  return other && `@kith/${id} is in ${other.root} already; choose another name`;
}
