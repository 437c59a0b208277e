import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { format } from 'prettier';

import { fetchKernel, kernelPackages } from './debian.mjs';
import { documentOf, failuresOf } from './document.mjs';
import { runGuest } from './guest.mjs';
import { makeImage } from './image.mjs';
import { unpackKernel } from './kernel.mjs';
import { orderFor } from './order.mjs';

const HELP = `npm run test:kernels -- [--kernels=bullseye,bookworm,trixie] [FILE...]

Runs the scenarios that depend on the kernel on the kernels of Debian releases (5.10, 6.1, 6.12), in QEMU, and writes
docs/kernels.md. Fetches the kernels by apt, or takes each linux-image-*.deb in the folder that KITH_KERNELS names.
  --kernels=LIST  of these releases only
  FILE            all scenarios of the spec files with this in their name, instead; with either, nothing is written
Needs apt, dpkg-deb, mke2fs, setpriv and qemu-system-x86_64 (Debian: qemu-system-x86). Takes about an hour.
`;
const ROOT = path.join(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/kith-kernels');
const DOCUMENT = path.join(ROOT, 'docs/kernels.md');
const RELEASES = ['bullseye', 'bookworm', 'trixie'];
const TOOLS = ['qemu-system-x86_64', 'dpkg-deb', 'mke2fs', 'setpriv', 'ldd'];
/** Of one guest, in milliseconds: ends what hangs. */
const GUEST_TIMEOUT = 90 * 60_000;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`test:kernels: ${error.message}`);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kernels: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const why = whyNotHere();
  if (why !== undefined) throw new Error(why);
  mkdirSync(CACHE, { recursive: true });
  const runs = kernels(values.kernels?.split(',') ?? RELEASES);
  const started = runs.flatMap(({ kernel }) => kernel ?? []);
  if (started.length === 0) throw new Error('no kernel could be had, nothing was run');
  const image = path.join(CACHE, 'root.ext4');
  console.log(`making the disk of the guests (${path.relative(ROOT, image)})`);
  makeImage(image, started, orderFor(positionals));
  // all at a time: they mostly wait
  const reports = await Promise.all(started.map((kernel) => inGuest(kernel, image)));
  const done = runs.map((run) => ({ ...run, report: reports[started.indexOf(run.kernel)] }));

  const isWhole = values.kernels === undefined && positionals.length === 0;
  if (isWhole) {
    const text = documentOf(done, new Date());
    writeFileSync(DOCUMENT, await format(text, { parser: 'markdown' }));
  }
  const failures = done.flatMap(failuresOf);
  for (const failure of failures) console.log(failure);
  const passed = done
    .flatMap(({ report }) => report?.results ?? [])
    .filter(({ outcome }) => outcome === 'passed').length;
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

/** @returns {string | undefined} what is missing, and the cure */
function whyNotHere() {
  if (arch() !== 'x64') return 'the guests run the Node of this machine, so it has to be an x86-64';
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  const missing = TOOLS.filter(
    (name) => !folders.some((folder) => existsSync(path.join(folder, name))),
  );
  if (missing.length === 0) return undefined;
  return `not installed: ${missing.join(', ')} (Debian: apt-get install qemu-system-x86 e2fsprogs util-linux)`;
}

/**
 * Each kernel that was asked for, or why it cannot be had.
 *
 * @returns {import('./document.mjs').Run[]}
 */
function kernels(wanted) {
  const folder = process.env.KITH_KERNELS;
  const given = folder
    ? kernelPackages(folder).map((file) => [path.basename(file), () => file])
    : wanted.map((release) => [release, () => fetchKernel(release, CACHE)]);
  return given.map(([source, get]) => {
    try {
      const kernel = unpackKernel(get(), path.join(CACHE, 'unpacked', source));
      console.log(`${source}: Linux ${kernel.release} (${kernel.version})`);
      return { source, kernel };
    } catch (error) {
      console.log(`${source}: cannot be had: ${error.message}`);
      return { source, problem: error.message };
    }
  });
}

async function inGuest(kernel, image) {
  const file = path.join(CACHE, `${kernel.release}.log`);
  console.log(`running Linux ${kernel.release}; what it prints: ${path.relative(ROOT, file)}`);
  const log = createWriteStream(file);
  try {
    return await runGuest(kernel, image, { timeout: GUEST_TIMEOUT, log });
  } finally {
    log.end();
  }
}
