import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where binaries are kept for the next time. */
export function cacheFolder(environment = process.env) {
  const base = environment.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(base, 'kith-kube-testenv');
}

/** Whether there is a file that can be run. */
export function isRunnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The binary of that name in the cache; where there is none, `make` puts it into an empty folder first. Another process
 * that does the same meanwhile is no harm: the last one wins, and never is half a file seen.
 *
 * @param {string} name
 * @param {(folder: string) => string} make gives the file that it made
 * @returns {string} its path
 */
export function cached(name, make, folder = cacheFolder()) {
  const file = path.join(folder, name);
  if (isRunnable(file)) return file;
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(path.join(folder, '.making-'));
  try {
    renameSync(make(scratch), file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return file;
}
