import type { AgentPlugin } from '@kith/agent-api';

import { strategyAgentRefreshConfig } from './strategy-agent-refresh.config.js';
import { strategyAgentRefreshModule } from './strategy-agent-refresh.module.js';

/** The strategy `agent-refresh`. */
export const strategyAgentRefreshPlugin: AgentPlugin = {
  id: 'strategy-agent-refresh',
  description: 'Keeps neighbors resolved by having the kernel resolve them anew, on any kernel.',
  config: strategyAgentRefreshConfig,
  module: strategyAgentRefreshModule,
  isCore: true,
};
