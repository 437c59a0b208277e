import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Package of the newest kernel of a release: it depends on the kernel itself. */
const NEWEST = 'linux-image-cloud-amd64';
/** What apt shall print of the archives that it knows. */
const TARGETS = ['indextargets', '--format', '$(ORIGIN)|$(LABEL)|$(REPO_URI)'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Fetches the newest cloud kernel of a Debian release: from the mirrors that this machine's apt has for its own
 * release, with a configuration of our own, which leaves that of the machine alone. Signatures are checked.
 *
 * @param {string} release `bullseye`
 * @param {string} folder what is fetched stays in it, for the next time
 * @returns {string} the package's file
 * @throws Error that says why it cannot be had
 */
export function fetchKernel(release, folder) {
  if (!existsSync(KEYRING)) throw new Error(`${KEYRING}: install debian-archive-keyring`);
  const sources = sourcesFor(release, parseTargets(run('apt-get', TARGETS).stdout));
  const options = configure(path.join(folder, release), sources);
  const update = run('apt-get', [...options, 'update']);
  const shown = run('apt-cache', [...options, 'show', '--no-all-versions', NEWEST]);
  const name = kernelIn(shown.stdout);
  if (name === undefined) throw new Error(firstComplaint(update.stderr) ?? `no ${NEWEST} in it`);

  const debs = path.join(folder, 'debs', release);
  mkdirSync(debs, { recursive: true });
  // one that is there already is not fetched again
  const download = run('apt-get', [...options, 'download', name], debs);
  if (download.status !== 0) throw new Error(firstComplaint(download.stderr) ?? 'no package came');
  return kernelPackages(debs).find((file) => path.basename(file).startsWith(`${name}_`));
}

/** The kernel that the newest one's package, as apt shows it, depends on. */
export function kernelIn(text) {
  return /^Depends:.* (linux-image-\d\S+)/m.exec(text)?.[1];
}

/** What a program printed; nothing where there is none of that name. */
function run(program, args, cwd) {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { stdout: stdout ?? '', stderr: stderr ?? '', status };
}

/** The kernel packages in a folder. */
export function kernelPackages(folder) {
  return readdirSync(folder)
    .filter((name) => /^linux-image-\d.*\.deb$/.test(name))
    .map((name) => path.join(folder, name));
}

/**
 * Debian's archives, of those that apt knows here.
 *
 * @returns {readonly { label: string, uri: string }[]}
 */
export function parseTargets(text) {
  return text
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([origin]) => origin === 'Debian')
    .map(([, label, uri]) => ({ label, uri }));
}

/**
 * The lines of a sources.list for a release, of the mirrors that serve another.
 *
 * @throws Error where none of them is Debian's
 */
export function sourcesFor(release, targets) {
  const uriOf = (wanted) => targets.find(({ label }) => label === wanted)?.uri;
  const archive = uriOf('Debian');
  const security = uriOf('Debian-Security');
  if (archive === undefined) {
    throw new Error('apt has no Debian mirror here (after apt-get update); set KITH_KERNELS');
  }
  const line = (uri, suite) => `deb [arch=amd64 signed-by=${KEYRING}] ${uri} ${suite} main`;
  return [
    line(archive, release),
    ...(security === undefined ? [] : [line(security, `${release}-security`)]),
  ];
}

/** Folders and sources for apt alone; the options that make it use them. */
function configure(folder, sources) {
  mkdirSync(path.join(folder, 'state/lists/partial'), { recursive: true });
  mkdirSync(path.join(folder, 'cache/archives/partial'), { recursive: true });
  const list = path.join(folder, 'sources.list');
  const status = path.join(folder, 'status');
  writeFileSync(list, `${sources.join('\n')}\n`);
  writeFileSync(status, '');
  return Object.entries({
    'Dir::Etc::SourceList': list,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State': path.join(folder, 'state'),
    'Dir::State::Status': status,
    'Dir::Cache': path.join(folder, 'cache'),
    'APT::Architecture': 'amd64',
  }).map(([name, value]) => `-o${name}=${value}`);
}

/** The first error, else the first warning, that apt printed. */
export function firstComplaint(text) {
  const lines = text.split('\n');
  const found =
    lines.find((line) => line.startsWith('E: ')) ?? lines.find((line) => line.startsWith('W: '));
  return found?.slice(3).trim();
}
