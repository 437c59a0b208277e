import type { AgentPlugin } from '@kith/agent-api';

import { introspectionConfig } from './introspection.config.js';
import { introspectionModule } from './introspection.module.js';
import { NeighborMetrics } from './neighbor-metrics.js';

/** Shows what neighbor-controller knows, on the admin API and as metrics. */
export const introspectionPlugin: AgentPlugin = {
  id: 'introspection',
  description: 'Shows neighbors, targets, devices and events on the admin API and as metrics.',
  config: introspectionConfig,
  module: introspectionModule,
  service: NeighborMetrics,
  isCore: true,
};
