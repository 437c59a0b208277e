import { readdirSync } from 'node:fs';
import path from 'node:path';

import { run } from './run.mjs';

/**
 * Takes the binary out of Debian's package, which is not installed: no service is started, no user is made, and root is
 * not needed.
 *
 * @param {string} folder
 * @returns {string} the file
 */
export function unpackEtcd(folder) {
  try {
    run(['apt-get', 'download', 'etcd-server'], { cwd: folder });
  } catch (error) {
    // an image without package lists
    if (process.getuid() !== 0) {
      throw new Error(`${error.message} (as root: apt-get update)`, { cause: error });
    }
    run(['apt-get', 'update', '-qq']);
    run(['apt-get', 'download', 'etcd-server'], { cwd: folder });
  }
  const deb = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error('apt-get download etcd-server: no package came');
  run(['dpkg-deb', '-x', path.join(folder, deb), path.join(folder, 'root')]);
  return path.join(folder, 'root/usr/bin/etcd');
}
