import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Kernel one that can be started
 * @property {string} release `5.10.0-46-cloud-amd64`
 * @property {string} version of its package: `5.10.262-1`
 * @property {string} image the file to boot
 * @property {string} modules the folder of its modules
 */

/**
 * Unpacks a kernel's package.
 *
 * @param {string} file the package
 * @param {string} folder to unpack it in; emptied before
 * @returns {Kernel}
 */
export function unpackKernel(file, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('dpkg-deb', ['-x', file, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  const version = execFileSync('dpkg-deb', ['-f', file, 'Version'], { encoding: 'utf8' }).trim();
  const all = ['usr/lib/modules', 'lib/modules']
    .map((name) => path.join(folder, name))
    .find((name) => existsSync(name));
  if (all === undefined) throw new Error(`${path.basename(file)} has no modules: not a kernel`);
  const [release] = readdirSync(all);
  const image = path.join(folder, 'boot', `vmlinuz-${release}`);
  return { release, version, image, modules: path.join(all, release) };
}

/** Whether a kernel has to know managed neighbors: Linux 5.16 and newer. */
export function mustKnowManaged(release) {
  const [major, minor] = release.split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 16);
}
