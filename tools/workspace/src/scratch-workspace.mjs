import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../../..');
const LEFT_OUT = ['.git', '.nx', 'coverage', 'out-tsc'];
const JEST_FLAGS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
/** For a hang, not a measure. */
const DEADLINE = 120_000;

/** A copy of this workspace, with what is built; packages of others are linked. For specs only. */
export class ScratchWorkspace {
  root = mkdtempSync(path.join(tmpdir(), 'kith-workspace-'));

  constructor() {
    // with their times, else tsc would build it all anew
    const options = { recursive: true, preserveTimestamps: true };
    const filter = (file) =>
      !LEFT_OUT.includes(path.basename(file)) && file !== this.#original('node_modules');
    cpSync(ROOT, this.root, { ...options, filter });
    // its links are relative, and so lead to the copies
    const own = 'node_modules/@kith';
    cpSync(this.#original(own), this.file(own), { ...options, verbatimSymlinks: true });
    for (const name of readdirSync(this.#original('node_modules'))) {
      // not the hidden ones, which are caches, but for the commands
      if (name === '@kith' || (name.startsWith('.') && name !== '.bin')) continue;
      symlinkSync(this.#original(`node_modules/${name}`), this.file(`node_modules/${name}`));
    }
  }

  /** @param {string} name relative to the root */
  file(name) {
    return path.join(this.root, name);
  }

  /**
   * @param {string} name
   * @param {(text: string) => string} change
   */
  edit(name, change) {
    writeFileSync(this.file(name), change(readFileSync(this.file(name), 'utf8')));
  }

  /**
   * Runs a command of `node_modules/.bin` in it, as if from a shell.
   *
   * @param {string} command
   * @param {readonly string[]} args
   * @returns {string} what it printed
   * @throws Error with that where it fails
   */
  run(command, ...args) {
    // what Nx and Jest tell their children is not meant for these
    const inherited = Object.entries(process.env).filter(([name]) => !/^(NX|JEST)_/.test(name));
    const NODE_OPTIONS = command === 'jest' ? JEST_FLAGS : '';
    const { status, stdout, stderr } = spawnSync(this.file(`node_modules/.bin/${command}`), args, {
      cwd: this.root,
      env: { ...Object.fromEntries(inherited), NODE_OPTIONS, FORCE_COLOR: '0' },
      encoding: 'utf8',
      timeout: DEADLINE,
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}:\n${stdout}${stderr}`);
    return stdout + stderr;
  }

  dispose() {
    rmSync(this.root, { recursive: true, force: true });
  }

  #original(name) {
    return path.join(ROOT, name);
  }
}
