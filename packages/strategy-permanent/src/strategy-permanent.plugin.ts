import type { AgentPlugin } from '@kith/agent-api';

import { strategyPermanentConfig } from './strategy-permanent.config.js';
import { strategyPermanentModule } from './strategy-permanent.module.js';

/** The strategy `permanent`. */
export const strategyPermanentPlugin: AgentPlugin = {
  id: 'strategy-permanent',
  description:
    'Keeps neighbors pinned as PERMANENT entries that are checked now and then, on any kernel.',
  config: strategyPermanentConfig,
  module: strategyPermanentModule,
  isCore: true,
};
