import type { AgentPlugin } from '@kith/agent-api';

import { strategyManagedConfig } from './strategy-managed.config.js';
import { strategyManagedModule } from './strategy-managed.module.js';

/** The strategy `managed`. */
export const strategyManagedPlugin: AgentPlugin = {
  id: 'strategy-managed',
  description: 'Keeps neighbors resolved by managed extern_learn entries (Linux >= 5.16).',
  config: strategyManagedConfig,
  module: strategyManagedModule,
  isCore: true,
};
