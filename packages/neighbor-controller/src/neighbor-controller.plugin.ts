import type { AgentPlugin } from '@kith/agent-api';

import { neighborControllerConfig } from './neighbor-controller.config.js';
import { neighborControllerModule } from './neighbor-controller.module.js';
import { NeighborController } from './neighbor-controller.js';

export const neighborControllerPlugin: AgentPlugin = {
  id: 'neighbor-controller',
  description: 'turns targets into desired neighbors and keeps the kernel at them',
  config: neighborControllerConfig,
  module: neighborControllerModule,
  service: NeighborController,
  isCore: true,
};
