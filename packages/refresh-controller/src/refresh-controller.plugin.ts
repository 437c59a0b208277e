import type { AgentPlugin } from '@kith/agent-api';

import { refreshControllerConfig } from './refresh-controller.config.js';
import { refreshControllerModule } from './refresh-controller.module.js';
import { RefreshTurns } from './refresh-turns.js';

export const refreshControllerPlugin: AgentPlugin = {
  id: 'refresh-controller',
  description: 'decides when it is the turn of a neighbor to be resolved anew',
  config: refreshControllerConfig,
  module: refreshControllerModule,
  service: RefreshTurns,
  isCore: true,
};
