import { type AgentPlugin, duration, key } from '@kith/agent-api';
import { describe, expect, it } from '@jest/globals';
import { ContainerModule } from 'inversify';
import { z } from 'zod';

import { configReference } from './config-reference.js';

const plugin: AgentPlugin = {
  id: 'clockwork',
  description: 'Ticks.',
  config: z.strictObject({
    period: key(duration().prefault('10s'), {
      description: 'How often | how seldom.',
      reload: 'live',
      flag: { name: 'period', value: 'DURATION' },
    }),
  }),
  module: new ContainerModule(() => undefined),
  isCore: true,
};

describe('configReference', () => {
  it('shows each key with its default as a user would write it', () => {
    const text = configReference([plugin]);
    expect(text).toContain('## plugins.clockwork\n\nTicks. *Core.*\n');
    expect(text).toContain(
      '| `period` | `10s` | How often \\| how seldom. | live | `--period DURATION` |',
    );
  });
});
