import { AgentError } from '@kith/agent-api';
import { describe, expect, it } from '@jest/globals';
import { CommanderError } from 'commander';

import { reportError, usageLine } from './report-error.js';

function report(error: unknown): { readonly code: number; readonly text: string } {
  let text = '';
  const code = reportError(error, { write: (part) => (text += part) });
  return { code, text };
}

describe('reportError', () => {
  it('gives each thing that is wrong with a config a line', () => {
    expect(report(new AgentError('config-invalid', 'no key "a"\nno key "b"\n'))).toEqual({
      code: 2,
      text: 'kith: no key "a"\nkith: no key "b"\n',
    });
  });

  it('gives anything else one line', () => {
    const thrown = new Error('No binding for "Clock".\n\nResolving:\n  - Clock\n  - Agent\n');
    expect(report(thrown)).toEqual({
      code: 1,
      text: 'kith: No binding for "Clock". Resolving: - Clock - Agent\n',
    });
  });

  it('says nothing again that commander said, and ends usage errors with 2', () => {
    const error = new CommanderError(1, 'commander.unknownOption', 'x');
    expect(report(error)).toEqual({ code: 2, text: '' });
  });

  it('takes help and version that were asked for as success', () => {
    expect(report(new CommanderError(0, 'commander.helpDisplayed', 'x')).code).toBe(0);
    expect(report(new CommanderError(0, 'commander.version', 'x')).code).toBe(0);
  });

  it('takes help that was printed for want of a command as a usage error', () => {
    expect(report(new CommanderError(1, 'commander.help', 'x')).code).toBe(2);
  });
});

describe('usageLine', () => {
  it('ends with where to read more', () => {
    expect(usageLine("error: unknown option '--devise'\n(Did you mean --devices?)\n", 'run')).toBe(
      "kith: unknown option '--devise' (Did you mean --devices?); see kith run --help\n",
    );
  });
});
