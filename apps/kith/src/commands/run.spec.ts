import { AgentError } from '@kith/agent-api';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('kith run', () => {
  it.each(['SIGINT', 'SIGTERM'])('stops and succeeds on %s', async (signal) => {
    const context = new FakeContext();
    const outcome = runKith(context, 'run');
    await settle();
    expect(context.calls).toEqual(['start']);
    context.signals.emit(signal);
    expect(await outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(context.calls).toEqual(['start', 'stop']);
    expect(context.signals.eventNames()).toEqual([]);
  });

  it('reloads on each SIGHUP and goes on', async () => {
    const context = new FakeContext();
    const outcome = runKith(context, 'run');
    await settle();
    context.signals.emit('SIGHUP');
    context.signals.emit('SIGHUP');
    context.signals.emit('SIGTERM');
    await outcome;
    expect(context.calls).toEqual(['start', 'reload', 'reload', 'stop']);
  });

  it('ends with the error of a start that failed', async () => {
    const context = new FakeContext();
    const problem = new AgentError('privilege-missing', 'no CAP_NET_ADMIN; run it as root');
    context.onStart = () => Promise.reject(problem);
    expect(await runKith(context, 'run')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'kith: no CAP_NET_ADMIN; run it as root\n',
    });
  });

  it('can be told to end while it starts', async () => {
    const context = new FakeContext();
    let interrupt: (error: Error) => void = () => undefined;
    context.onStart = () => new Promise((_resolve, reject) => (interrupt = reject));
    const outcome = runKith(context, 'run');
    await settle();
    context.signals.emit('SIGTERM');
    await settle();
    interrupt(new Error('aborted'));
    expect((await outcome).code).toBe(0);
    expect(context.calls).toEqual(['start', 'stop']);
  });

  describe('while its config is read', () => {
    let create: () => void;
    let context: FakeContext;

    beforeEach(() => {
      context = new FakeContext();
      const created = new Promise<void>((resolve) => (create = resolve));
      const createAgent = context.createAgent.bind(context);
      context.createAgent = (request) => created.then(() => createAgent(request));
    });

    it('can be told to end, and starts nothing then', async () => {
      const outcome = runKith(context, 'run');
      await settle();
      context.signals.emit('SIGTERM');
      create();
      expect(await outcome).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(context.calls).toEqual([]);
      expect(context.signals.eventNames()).toEqual([]);
    });

    it('keeps a SIGHUP in mind', async () => {
      const outcome = runKith(context, 'run');
      await settle();
      context.signals.emit('SIGHUP');
      create();
      await settle();
      expect(context.calls).toEqual(['start', 'reload']);
      context.signals.emit('SIGTERM');
      await outcome;
    });
  });
});
