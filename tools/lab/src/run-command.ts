import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** What the command reads; default nothing. */
  readonly input?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** True: another exit code than 0 is an answer. Default: it is an error, which holds what was printed. */
  readonly mayFail?: boolean;
}

/** Runs a command to its end. Rejects where it cannot be started, and on a failure that was not expected. */
export function runCommand(
  command: readonly string[],
  { input = '', env = {}, mayFail = false }: CommandOptions = {},
): Promise<CommandResult> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      // as a shell says it: a command that a signal ended did not succeed
      const code = exitCode ?? 128;
      if (code === 0 || mayFail) resolve({ code, stdout, stderr });
      else {
        const how = signal ?? `exit code ${code}`;
        reject(new Error(`${command.join(' ')}: ${how}: ${stderr.trim() || stdout.trim()}`));
      }
    });
    // a command that ends without reading is no error
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
