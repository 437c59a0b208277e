import { duration, key } from '@kith/agent-api';
import * as z from 'zod';

export const kernelStateConfig = z.strictObject({
  audit: key(duration().prefault('5m'), {
    description:
      'How often the table is listed and compared, since the kernel does not announce everything; 0 = never.',
    reload: 'live',
  }),
  keepOnCarrierLoss: key(z.boolean().default(false), {
    description:
      'Have the kernel keep entries when a carrier is lost (Linux 5.16): arp_evict_nocarrier and ndisc_evict_nocarrier of the served devices become 0. false puts back what was found; at exit they stay 0, for the entries that stay.',
    reload: 'live',
  }),
});

export type KernelStateConfig = z.infer<typeof kernelStateConfig>;
