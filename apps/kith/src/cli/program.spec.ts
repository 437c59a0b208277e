import { describe, expect, it, jest } from '@jest/globals';

import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

describe('the command line', () => {
  it.each([
    [
      ['neighbours'],
      "kith: unknown command 'neighbours' (Did you mean neighbors?); see kith --help\n",
    ],
    [
      ['run', '--confg=x'],
      "kith: unknown option '--confg=x' (Did you mean --config?); see kith run --help\n",
    ],
    [['explain'], "kith: missing required argument 'ADDRESS'; see kith explain --help\n"],
    [
      ['status', 'now'],
      "kith: too many arguments for 'status'. Expected 0 arguments but got 1; see kith status --help\n",
    ],
    [['run', '-c'], "kith: option '-c, --config <FILE>' argument missing; see kith run --help\n"],
    [
      ['config', 'chek'],
      "kith: unknown command 'chek' (Did you mean check?); see kith config --help\n",
    ],
    [
      ['neighbours', '--help'],
      "kith: unknown command 'neighbours' (Did you mean neighbors?); see kith --help\n",
    ],
    [
      ['config', '-h', 'chek'],
      "kith: unknown command 'chek' (Did you mean check?); see kith config --help\n",
    ],
    [['help', 'config', 'chek'], "kith: unknown command 'config chek'; see kith --help\n"],
    [
      ['explain', '10.0.0.0/8'],
      'kith: "10.0.0.0/8" is not an IP address; write 10.69.0.2 or fd00::2, without a zone or a prefix length\n',
    ],
  ])('answers %j with one line and exit code 2', async (argv, stderr) => {
    expect(await runKith(new FakeContext(), ...argv)).toEqual({ code: 2, stdout: '', stderr });
  });

  it.each([['--help'], ['help'], ['config', '--help'], ['help', 'config'], ['run', '--help']])(
    'answers %j %j with the help, and succeeds',
    async (...argv) => {
      const stdout = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
      expect((await runKith(new FakeContext(), ...argv)).code).toBe(0);
      stdout.mockRestore();
    },
  );

  it('shows its help on stderr, and fails, where no command is given', async () => {
    const { code, stderr } = await runKith(new FakeContext());
    expect(code).toBe(2);
    expect(stderr).toContain('Asking a running agent:');
  });

  it('asks the agent for a document and prints it as one JSON document', async () => {
    const context = new FakeContext();
    context.answers.set('/v1/neighbors', { neighbors: [] });
    const { code, stdout } = await runKith(context, 'neighbors', '--json');
    expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      document: { neighbors: [] },
    });
  });

  it('watches with a JSON document a line, and fails when the agent goes', async () => {
    const context = new FakeContext();
    context.answers.set('/v1/targets?watch=1', [{ targets: [] }, { targets: [] }]);
    expect(await runKith(context, 'targets', '--json', '--watch')).toEqual({
      code: 1,
      stdout: '{"targets":[]}\n{"targets":[]}\n',
      stderr: 'kith: the agent has stopped; nothing more to watch\n',
    });
  });

  it('prints past events one a line', async () => {
    const context = new FakeContext();
    const event = { at: '2026-11-22T22:00:00.000Z', kind: 'resolved', message: 'eno1 10.69.0.66' };
    context.answers.set('/v1/events', { events: [event] });
    expect((await runKith(context, 'events', '--json')).stdout).toBe(`${JSON.stringify(event)}\n`);
  });

  it('passes the traits of a lookup on', async () => {
    const context = new FakeContext();
    await runKith(context, 'explain', 'FD00::2', '--iif=eth0', '--mark=0x1', '--json');
    expect(context.calls).toEqual(['/v1/explain?address=fd00%3A%3A2&iif=eth0&mark=0x1']);
  });

  it('shows each config value with its origin', async () => {
    const { stdout } = await runKith(new FakeContext(), 'config', 'show');
    expect(stdout).toContain('plugins.example.devices  ["eth+"]  flag --devices');
  });
});
