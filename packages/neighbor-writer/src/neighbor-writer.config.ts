import { key } from '@kith/agent-api';
import * as z from 'zod';

export const neighborWriterConfig = z.strictObject({
  protocol: key(z.int().min(1).max(255).default(75), {
    description:
      'Our mark on every entry (NDA_PROTOCOL), 1 to 255; what carries another is never touched.',
    reload: 'restart',
  }),
  onExit: key(z.enum(['keep', 'demote', 'remove']).default('keep'), {
    description:
      'Our entries at exit: keep them, demote them (they age like any other), or remove them.',
    reload: 'live',
    flag: { name: 'on-exit', value: 'keep|demote|remove' },
  }),
});

export type NeighborWriterConfig = z.infer<typeof neighborWriterConfig>;
