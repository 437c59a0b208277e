import type { AgentPlugin } from '@kith/agent-api';
import * as z from 'zod';

import { nextHopModule } from './next-hop.module.js';

export const nextHopPlugin: AgentPlugin = {
  id: 'next-hop',
  description: 'asks the kernel which next hops a target has on a device',
  // nothing to set: the kernel decides
  config: z.strictObject({}),
  module: nextHopModule,
  isCore: true,
};
