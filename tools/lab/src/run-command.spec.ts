import { describe, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

describe('runCommand', () => {
  it('gives what a command prints, from what it was given', async () => {
    const result = await runCommand(['sh', '-c', 'cat; echo $NOTE >&2'], {
      input: 'in',
      env: { NOTE: 'aside' },
    });
    expect(result).toEqual({ code: 0, stdout: 'in', stderr: 'aside\n' });
  });

  it('rejects a failure with the command and what it printed', async () => {
    await expect(runCommand(['sh', '-c', 'echo no such thing >&2; exit 3'])).rejects.toThrow(
      'sh -c echo no such thing >&2; exit 3: exit code 3: no such thing',
    );
  });

  it('takes a failure for an answer where that is expected', async () => {
    expect(await runCommand(['sh', '-c', 'exit 3'], { mayFail: true })).toMatchObject({ code: 3 });
  });

  it('rejects a command that is not there', async () => {
    await expect(runCommand(['no-such-command'], { mayFail: true })).rejects.toThrow('ENOENT');
  });
});
