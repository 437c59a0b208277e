// old-kernel-agent.mjs run -c FILE
//
// The agent, on a kernel that knows no managed entries, as far as it is told.
import { KernelCapabilities } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';
import * as z from 'zod';

import { runAgent } from './compose.mjs';

const capability = (name) => ({ name, status: 'unsupported', evidence: 'a test says so' });

await runAgent({
  id: 'kernel-capabilities',
  description: 'Says that the kernel can do nothing new.',
  config: z.strictObject({}),
  module: new ContainerModule(({ bind }) => {
    bind(KernelCapabilities).toConstantValue({
      list: () => ['managed', 'ext-validated'].map(capability),
      get: capability,
    });
  }),
  isCore: true,
});
