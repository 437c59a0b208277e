import type { AgentPlugin } from '@kith/agent-api';

import { sourceStaticConfig } from './source-static.config.js';
import { sourceStaticModule } from './source-static.module.js';
import { StaticSource } from './static-source.js';

/** Nodes named in the config or by --node. */
export const sourceStaticPlugin: AgentPlugin = {
  id: 'source-static',
  description: 'Targets from the config file and from --node.',
  config: sourceStaticConfig,
  module: sourceStaticModule,
  service: StaticSource,
};
