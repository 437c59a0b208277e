import type { AgentPlugin } from '@kith/agent-api';

import { ApiSource } from './api-source.js';
import { sourceApiConfig } from './source-api.config.js';
import { sourceApiModule } from './source-api.module.js';

/** What programs ask for at run time. */
export const sourceApiPlugin: AgentPlugin = {
  id: 'source-api',
  description:
    'Targets that any program asks for over the admin socket, for as long as it renews its lease.',
  config: sourceApiConfig,
  module: sourceApiModule,
  service: ApiSource,
};
