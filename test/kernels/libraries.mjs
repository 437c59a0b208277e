import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The shared libraries that programs and shared objects need, the loader too.
 *
 * @param {readonly string[]} files
 * @returns {readonly string[]} paths, each once
 */
export function librariesOf(files) {
  return [...new Set(files.flatMap((file) => parseLdd(ldd(file))))];
}

/** The shared objects in a folder, at any depth: extensions of Node and of Python. */
export function extensionsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(node|so)$/.test(name))
    .map((name) => path.join(folder, name));
}

/** The paths in what `ldd` prints: `libc.so.6 => /lib/libc.so.6 (0x…)`, `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
export function parseLdd(text) {
  return [...text.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, file]) => file);
}

/** Nothing for what is linked to nothing, or for another machine. */
function ldd(file) {
  try {
    return execFileSync('ldd', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
