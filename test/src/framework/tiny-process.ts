import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const DEADLINE = 10_000;

/** The tiny agent as a process of its own, and what it wrote. */
export class TinyProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [script, ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#ended = once(this.#child, 'close');
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The exit code; null when a signal ended it. */
  async exit(): Promise<unknown> {
    const [code] = await this.#ended;
    return code;
  }

  /** Resolves when `text` was written to stderr `times` times. @throws Error with what was written instead */
  async wrote(text: string, times = 1): Promise<void> {
    const hasWritten = (): boolean => this.stderr.split(text).length > times;
    const deadline = AbortSignal.timeout(DEADLINE);
    while (!hasWritten()) {
      try {
        await Promise.race([
          once(this.#child.stderr as NodeJS.EventEmitter, 'data', { signal: deadline }),
          this.#ended,
        ]);
      } catch {
        throw new Error(`did not write "${text}" in ${DEADLINE} ms, but:\n${this.stderr}`);
      }
      if (this.#child.exitCode !== null && !hasWritten()) {
        throw new Error(`ended without writing "${text}":\n${this.stderr}`);
      }
    }
  }
}
