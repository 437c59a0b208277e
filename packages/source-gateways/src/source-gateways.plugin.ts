import type { AgentPlugin } from '@kith/agent-api';

import { GatewaySource } from './gateway-source.js';
import { sourceGatewaysConfig } from './source-gateways.config.js';
import { sourceGatewaysModule } from './source-gateways.module.js';

/** The gateways of this host: the source of an agent without a config. */
export const sourceGatewaysPlugin: AgentPlugin = {
  id: 'source-gateways',
  description: 'Targets from the routing tables: the gateways of this host.',
  config: sourceGatewaysConfig,
  module: sourceGatewaysModule,
  service: GatewaySource,
};
