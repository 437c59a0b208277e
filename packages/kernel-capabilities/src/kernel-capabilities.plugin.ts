import type { AgentPlugin } from '@kith/agent-api';

import { CapabilityProbe } from './capability-probe.js';
import { kernelCapabilitiesConfig } from './kernel-capabilities.config.js';
import { kernelCapabilitiesModule } from './kernel-capabilities.module.js';

export const kernelCapabilitiesPlugin: AgentPlugin = {
  id: 'kernel-capabilities',
  description: 'probes what this kernel can do for neighbors, changing nothing',
  config: kernelCapabilitiesConfig,
  module: kernelCapabilitiesModule,
  service: CapabilityProbe,
  isCore: true,
};
