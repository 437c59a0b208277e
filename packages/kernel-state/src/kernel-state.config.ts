import { duration, key } from '@kith/agent-api';
import { z } from 'zod';

export const kernelStateConfig = z.strictObject({
  audit: key(duration().prefault('5m'), {
    description:
      'How often the table is listed and compared, since the kernel does not announce everything; 0 = never.',
    reload: 'live',
  }),
});

export type KernelStateConfig = z.infer<typeof kernelStateConfig>;
