import { describe, expect, it } from '@jest/globals';
import { AgentError } from '@kith/agent-api';
import { MemoryLogger } from '@kith/agent-testing';
import { FakeKernelCapabilities } from '@kith/neighbor-testing';

import { StrategyChoice } from './strategy-choice.js';
import { FakeStrategy } from './strategy.fake.js';

const NEW = new FakeKernelCapabilities();
const OLD = new FakeKernelCapabilities({ managed: 'unsupported' });
const UNPRIVILEGED = new FakeKernelCapabilities({ managed: 'unknown' });

const logger = new MemoryLogger();
const choice = (capabilities = NEW): StrategyChoice =>
  new StrategyChoice(
    [new FakeStrategy('managed'), new FakeStrategy('agent-refresh', [])],
    capabilities,
    logger,
  );

function refusal(choose: () => void): AgentError {
  try {
    choose();
  } catch (error) {
    if (error instanceof AgentError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('auto', () => {
  const auto = { strategy: 'auto', discovery: true };

  it('takes the first that this kernel supports, and says so', () => {
    const chosen = choice();
    chosen.choose(auto);
    expect([chosen.id, chosen.reason]).toEqual([
      'managed',
      'auto: the first that this kernel supports',
    ]);
    expect(logger.messages('info')).toContain('strategy managed: a strategy for specs');
  });

  it.each([OLD, UNPRIVILEGED])('passes over what is not known to be supported', (capabilities) => {
    const chosen = choice(capabilities);
    chosen.choose(auto);
    expect(chosen.id).toBe('agent-refresh');
  });

  it('refuses where none works, and says what would', () => {
    const only = new StrategyChoice([new FakeStrategy()], OLD, logger);
    const error = refusal(() => only.choose(auto));
    expect(error.code).toBe('feature-missing');
    expect(error.message).toContain('managed needs managed, which is unsupported (a test says so)');
  });
});

describe('a strategy that the config names', () => {
  it('is taken', () => {
    const chosen = choice();
    chosen.choose({ strategy: 'agent-refresh', discovery: true });
    expect([chosen.current.id, chosen.reason]).toEqual(['agent-refresh', 'named by the config']);
  });

  it('is refused when this kernel lacks what it needs', () => {
    const error = refusal(() => choice(OLD).choose({ strategy: 'managed', discovery: true }));
    expect(error.code).toBe('feature-missing');
    expect(error.message).toContain('Set neighbor-controller.strategy to auto');
  });

  it('is refused when this agent does not have it, naming those that it has', () => {
    const error = refusal(() => choice().choose({ strategy: 'permanent', discovery: true }));
    expect(error.code).toBe('config-invalid');
    expect(error.message).toContain('it has managed, agent-refresh');
  });
});

describe('a config is checked before it is applied', () => {
  const complaints = (checked: StrategyChoice, strategy: string, discovery = true) =>
    checked.check({ strategy, discovery }).map(({ path, message }) => `${path.join()}: ${message}`);

  it('for a strategy that this agent does not have, whatever it is for', () => {
    const refused = [expect.stringMatching(/^strategy: .*"foo" is not part of this agent/)];
    expect(complaints(choice(), 'foo')).toEqual(refused);
    expect(complaints(choice(), 'foo', false)).toEqual(refused);
    expect(complaints(choice(), 'auto')).toEqual([]);
  });

  it('for one that this kernel lacks, once that is known and something is written', () => {
    const chosen = choice(OLD);
    expect(complaints(chosen, 'managed')).toEqual([]);
    chosen.choose({ strategy: 'auto', discovery: true });
    expect(complaints(chosen, 'managed')).toEqual([
      expect.stringContaining('managed needs managed, which is unsupported (a test says so)'),
    ]);
    expect(complaints(chosen, 'managed', false)).toEqual([]);
    expect(complaints(chosen, 'agent-refresh')).toEqual([]);
  });
});

it('takes any with discovery off, where it only removes', () => {
  const only = new StrategyChoice([new FakeStrategy()], OLD, logger);
  only.choose({ strategy: 'managed', discovery: false });
  expect([only.id, only.reason]).toEqual(['managed', 'discovery is off: it only removes']);
});

it('can be shown before it was made, but not used', () => {
  const chosen = choice();
  expect([chosen.id, chosen.reason]).toEqual(['none', 'not chosen yet']);
  expect(() => chosen.current).toThrow('no strategy was chosen yet');
});
