import { createProgram } from '../cli/program.js';
import { reportError } from '../cli/report-error.js';
import type { FakeContext } from './fake-context.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as the process would, and waits for its end. */
export async function runKith(context: FakeContext, ...argv: string[]): Promise<Outcome> {
  let stderr = '';
  const sink = { write: (text: string) => void (stderr += text) };
  let code = 0;
  try {
    await createProgram([], context, sink).parseAsync(argv, { from: 'user' });
  } catch (error) {
    code = reportError(error, sink);
  }
  return { code, stdout: context.output, stderr };
}
