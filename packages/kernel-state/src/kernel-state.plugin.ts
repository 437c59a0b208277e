import type { AgentPlugin } from '@kith/agent-api';

import { KernelMirror } from './kernel-mirror.js';
import { kernelStateConfig } from './kernel-state.config.js';
import { kernelStateModule } from './kernel-state.module.js';

export const kernelStatePlugin: AgentPlugin = {
  id: 'kernel-state',
  description: 'mirrors links, addresses, neighbors and gateways of the kernel',
  config: kernelStateConfig,
  module: kernelStateModule,
  service: KernelMirror,
  isCore: true,
};
