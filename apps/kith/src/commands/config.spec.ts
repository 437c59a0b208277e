import { AgentError } from '@kith/agent-api';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

describe('kith config check', () => {
  let context: FakeContext;

  beforeEach(() => {
    context = new FakeContext();
  });

  it('starts nothing', async () => {
    expect(await runKith(context, 'config', 'check', '-c', 'kith.yaml')).toEqual({
      ...{ code: 0, stdout: 'kith.yaml is valid\n', stderr: '' },
    });
    expect(context.calls).toEqual([]);
  });

  it('is content with a config of which a part cannot be used, and says which', async () => {
    context.warnings = ['kith.yaml:7: 10.0.0.300 is not an IP address'];
    const { code, stdout } = await runKith(context, 'config', 'check');
    expect([code, stdout]).toEqual([0, 'the built-in config is valid\n']);
    expect(context.complaints).toBe(
      'kith: warning: kith.yaml:7: 10.0.0.300 is not an IP address\n',
    );
  });

  it('has the warnings in its JSON document', async () => {
    context.warnings = ['kith.yaml:7: 10.0.0.300 is not an IP address'];
    const { stdout } = await runKith(context, 'config', 'check', '--json');
    expect(JSON.parse(stdout)).toEqual({ isValid: true, warnings: context.warnings });
    expect(context.complaints).toBe('');
  });

  it('fails with what a plugin objects to', async () => {
    context.createAgent = () =>
      Promise.reject(new AgentError('config-invalid', 'no such strategy'));
    expect(await runKith(context, 'config', 'check')).toEqual({
      ...{ code: 2, stdout: '', stderr: 'kith: no such strategy\n' },
    });
  });
});
