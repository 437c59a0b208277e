import { lstat, opendir, readlink } from 'node:fs/promises';
import path from 'node:path';

import { isNodeFile, MAX_FILES } from './node-texts.js';

/** Is told of a name in a folder that matters, before it is looked at; undefined = every file of nodes in it. */
export type See = (folder: string, name: string | undefined) => void;

/** As many as the kernel follows. */
const MAX_LINKS = 40;

/**
 * Goes the way of a path as the kernel does, and of each symbolic link that is a file in the folder at its end.
 * @returns the folder that it ended in, without symbolic links
 */
export async function walkPath(at: string, see: See): Promise<string> {
  const { folder, isFolder } = await walk(at, see);
  if (!isFolder) return folder;
  see(folder, undefined);
  for (const name of await linksIn(folder)) await walk(path.join(folder, name), see);
  return folder;
}

async function walk(
  absolute: string,
  see: See,
): Promise<{ readonly folder: string; readonly isFolder: boolean }> {
  const rest = parts(absolute);
  // without symbolic links, so that `..` is what the folder is in
  let folder = '/';
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '.') continue;
    if (name === '..') {
      folder = path.dirname(folder);
      continue;
    }
    see(folder, name);
    const next = path.join(folder, name);
    const stat = await lstat(next).catch(() => undefined);
    if (stat?.isSymbolicLink()) {
      const target = await readlink(next).catch(() => '');
      if (target === '' || ++links > MAX_LINKS) return { folder, isFolder: false };
      if (target.startsWith('/')) folder = '/';
      rest.unshift(...parts(target));
    } else if (stat?.isDirectory()) {
      folder = next;
    } else return { folder, isFolder: false };
  }
  return { folder, isFolder: true };
}

function parts(text: string): string[] {
  return text.split('/').filter((part) => part !== '');
}

/** What cannot be listed has none. */
async function linksIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isSymbolicLink() && isNodeFile(entry.name)) names.push(entry.name);
      if (names.length > MAX_FILES) break;
    }
  } catch {
    // it went, or may not be read: whoever reads the files says so
  }
  return names;
}
