import { key } from '@kith/agent-api';
import * as z from 'zod';

const log = z.strictObject({
  level: key(z.enum(['debug', 'info', 'warn', 'error']).default('info'), {
    description: 'The least important log messages that are written.',
    reload: 'live',
    flag: { name: 'log-level', value: 'LEVEL' },
  }),
  format: key(z.enum(['pretty', 'json']).default('pretty'), {
    description: 'pretty = for people, json = one object a line.',
    reload: 'restart',
    flag: { name: 'log-format', value: 'pretty|json' },
  }),
});

/** The runtime's own keys; they stand in the `agent` section, next to those of plugins that ask for it. */
export const runtimeConfig = z.strictObject({
  log: key(log.prefault({}), { description: 'What is logged, and how.', reload: 'live' }),
});

export type RuntimeConfig = z.infer<typeof runtimeConfig>;
