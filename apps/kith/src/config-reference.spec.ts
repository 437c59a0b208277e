import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { type AgentPlugin, duration, key } from '@kith/agent-api';
import { describe, expect, it } from '@jest/globals';
import { ContainerModule } from 'inversify';
import * as z from 'zod';

import { configReference } from './config-reference.js';
import { plugins } from './plugins.js';

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
  it('shows each key with its default as a user would write it', async () => {
    const text = await configReference([plugin]);
    expect(text).toContain('## plugins.clockwork\n\nTicks. *Core.*\n');
    expect(text).toContain(
      '| `period` | `10s` | How often \\| how seldom. | live | `--period DURATION`, `KITH_PERIOD` |',
    );
  });

  it('is what docs/configuration.md says', async () => {
    const file = path.join(import.meta.dirname, '../../../docs/configuration.md');
    // after a change to a key: npm run docs
    expect(await readFile(file, 'utf8')).toBe(await configReference(plugins));
  });
});
