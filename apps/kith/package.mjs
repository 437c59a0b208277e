// npm run package: what a node needs that has Node and no npm, as one archive, apps/kith/dist/kith-VERSION-linux-ARCH.tar.gz:
// the bundle, what V8 compiled of it, and the two native packages without what only their own builds need.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const HERE = import.meta.dirname;
const DIST = path.join(HERE, 'dist');
const ROOT = path.join(HERE, '../..');
const { version, license, engines } = readJson(path.join(HERE, 'package.json'));
const NAME = `kith-${version}-linux-${process.arch}`;
const FOLDER = path.join(DIST, 'package', NAME);

/** They load parts of their own by name, so they are no part of the bundle. */
const NATIVE = ['koffi', `@koromix/koffi-linux-${process.arch}`, 'netlink', 'node-gyp-build'];

rmSync(path.join(DIST, 'package'), { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const part of ['bin', 'dist/bundle']) {
  cpSync(path.join(HERE, part), path.join(FOLDER, part), { recursive: true });
}
for (const name of NATIVE) copyNative(name);
for (const part of [
  'LICENSE',
  'CHANGELOG.md',
  'docs/install.md',
  'docs/configuration.md',
  'docs/nodes.schema.json',
  'docs/openapi.json',
  'docs/doctor.md',
]) {
  cpSync(path.join(ROOT, part), path.join(FOLDER, part));
}
cpSync(path.join(HERE, 'systemd'), path.join(FOLDER, 'systemd'), { recursive: true });
cpSync(path.join(ROOT, 'deploy/kubernetes'), path.join(FOLDER, 'deploy/kubernetes'), {
  recursive: true,
});
writeFileSync(
  path.join(FOLDER, 'package.json'),
  `${JSON.stringify({ name: 'kith', version, private: true, type: 'module', license, engines }, undefined, 2)}\n`,
);
const archive = path.join(DIST, `${NAME}.tar.gz`);
// nothing of who made it, or when: one build gives one archive
const reproducible = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
execFileSync('tar', [...reproducible, '-czf', archive, '-C', path.dirname(FOLDER), NAME]);
process.stdout.write(`${path.relative(process.cwd(), archive)}\n`);

function copyNative(name) {
  const from = folderOf(name);
  cpSync(from, path.join(FOLDER, 'node_modules', name), {
    recursive: true,
    filter: (file) => isFolder(file) || isLoaded(path.relative(from, file)),
  });
}

/** Not declarations, sources in C++, nor what was built for other machines. */
function isLoaded(file) {
  const [, arch = process.arch] = /^prebuilds\/linux-([^/]+)\//.exec(file) ?? [];
  return arch === process.arch && /(\.(c?js|json|node)|^LICENSE.*)$/.test(file);
}

function isFolder(file) {
  return statSync(file).isDirectory();
}

/** Where npm put a package, seen from the one that uses it. */
function folderOf(name) {
  const from = createRequire(path.join(ROOT, 'packages/rtnetlink/package.json'));
  const folder = (from.resolve.paths(name) ?? [])
    .map((modules) => path.join(modules, name))
    .find((candidate) => existsSync(path.join(candidate, 'package.json')));
  if (folder === undefined) {
    throw new Error(`${name} is not installed: run npm ci on a machine like the nodes it is for`);
  }
  return folder;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
