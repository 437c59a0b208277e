import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import internal from '@nx/devkit/internal';

import { kinds } from './kinds.mjs';
import { makePackage } from './make-package.mjs';

/**
 * Makes a package without Nx's command line, which takes seconds.
 *
 * @param {'plugin' | 'source' | 'strategy'} kind
 * @param {string} name
 * @param {string} workspace the folder of the workspace that it is made for
 * @param {string} [folder] where what is new or changed is written, if not there
 * @returns {Promise<readonly string[]>} the files, relative to the folder
 * @throws Error saying in one line what is wrong with the name
 */
export async function generate(kind, name, workspace, folder = workspace) {
  const tree = new internal.FsTree(workspace, false);
  await makePackage(tree, kinds[kind], name);
  const changes = tree.listChanges();
  for (const { path: file, content } of changes) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return changes.map(({ path }) => path);
}
