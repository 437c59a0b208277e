import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { extensionsIn, librariesOf } from './libraries.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
/** What the scenarios and the guest's first process call; of this machine, like Node itself. */
const PROGRAMS = ['sh', 'ip', 'bridge', 'mount', 'unshare', 'id', 'tr', 'cat', 'env', 'sleep'];
const FOLDERS_OF_PROGRAMS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Of the repository, beside node_modules: sources, builds, scenarios, and what Jest is told for all of them. */
const OF_REPOSITORY = [
  ...['apps', 'packages', 'examples', 'test', 'tools', 'package.json'],
  ...readdirSync(ROOT).filter((name) => /^jest\..*\.mjs$/.test(name)),
];
const ABOUT_PYTHON = `
import json, sys, sysconfig
print(json.dumps({"executable": sys.executable, "library": sysconfig.get_path("stdlib")}))
`;
/** Large, and of no use in a guest. */
const NOT_OF_PYTHON = new Set([
  ...['site-packages', 'dist-packages', '__pycache__', 'test', 'tests'],
  ...['idlelib', 'tkinter', 'lib2to3', 'ensurepip', 'pydoc_data'],
]);
const NOT_OF_MODULES = new Set([
  ...['.cache', '.bin', '@nx', 'nx', 'typescript', '@typescript', '@typescript-eslint'],
  ...['prettier', 'eslint', '@swc', '@napi-rs', 'caniuse-lite'],
]);

/**
 * Makes the disk of the guests: this machine's Node, iproute2 and Python, the repository as it is built, and the
 * modules of the kernels.
 *
 * @param {string} file the image to be written
 * @param {readonly import('./kernel.mjs').Kernel[]} kernels
 * @param {import('./order.mjs').Order} order what the guests shall do
 */
export function makeImage(file, kernels, order) {
  const stage = `${file}.stage`;
  rmSync(stage, { recursive: true, force: true });
  try {
    for (const folder of ['dev', 'proc', 'sys', 'run', 'tmp', 'root', 'etc']) {
      mkdirSync(path.join(stage, folder), { recursive: true });
    }
    mirrorSymlinks(stage);
    copyPrograms(stage);
    copyRepository(path.join(stage, 'kith'));
    for (const { release, modules } of kernels) {
      cpSync(modules, path.join(stage, 'modules', release), { recursive: true });
    }
    writeFileSync(path.join(stage, 'kith/test/kernels/guest/order.json'), JSON.stringify(order));
    writeFileSync(path.join(stage, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    copyFileSync(path.join(import.meta.dirname, 'guest/init.sh'), path.join(stage, 'init'));
    rmSync(file, { force: true });
    // sparse: it takes what is in it
    tool('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-d', stage, file, '2G']);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** `/lib -> usr/lib` and the like, as this machine has them. */
function mirrorSymlinks(stage) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    const original = `/${name}`;
    if (!existsSync(original)) continue;
    if (lstatSync(original).isSymbolicLink()) {
      mkdirSync(path.join(stage, realpathSync(original)), { recursive: true });
      symlinkSync(readlinkSync(original), path.join(stage, name));
    } else mkdirSync(path.join(stage, name));
  }
}

function copyPrograms(stage) {
  const { executable, library } = JSON.parse(tool('python3', ['-c', ABOUT_PYTHON]));
  cpSync(library, path.join(stage, library), {
    recursive: true,
    filter: (source) => !NOT_OF_PYTHON.has(path.basename(source)),
  });
  const programs = [process.execPath, executable, ...PROGRAMS.map(which)];
  const extensions = [library, path.join(ROOT, 'node_modules')].flatMap(extensionsIn);
  const files = [...programs, ...librariesOf([...programs, ...extensions])];
  for (const file of files) copy(file, path.join(stage, file));
  for (const [name, file] of Object.entries({ node: process.execPath, python3: executable })) {
    const link = path.join(stage, 'usr/bin', name);
    if (!existsSync(link)) symlinkSync(file, link);
  }
}

function copyRepository(target) {
  const modules = readdirSync(path.join(ROOT, 'node_modules'))
    .filter((name) => !NOT_OF_MODULES.has(name))
    .map((name) => path.join('node_modules', name));
  for (const name of [...OF_REPOSITORY, ...modules]) {
    // the links of workspaces stay links
    const options = { recursive: true, verbatimSymlinks: true };
    cpSync(path.join(ROOT, name), path.join(target, name), options);
  }
}

function copy(source, target) {
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(source, target);
}

/** @throws Error where there is none of that name */
function which(name) {
  const files = FOLDERS_OF_PROGRAMS.map((folder) => path.join(folder, name));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

function tool(name, args) {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  try {
    return execFileSync(name, args, { encoding: 'utf8', env });
  } catch (error) {
    throw new Error(`${name} ${args[0]}: ${error.stderr || error.message}`, { cause: error });
  }
}
