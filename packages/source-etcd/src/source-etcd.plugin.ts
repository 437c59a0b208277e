import type { AgentPlugin } from '@kith/agent-api';

import { EtcdSource } from './etcd-source.js';
import { sourceEtcdConfig } from './source-etcd.config.js';
import { sourceEtcdModule } from './source-etcd.module.js';

/** Nodes whose records are in etcd. */
export const sourceEtcdPlugin: AgentPlugin = {
  id: 'source-etcd',
  description: 'Targets from etcd: a JSON record of each node under a prefix of keys.',
  config: sourceEtcdConfig,
  module: sourceEtcdModule,
  service: EtcdSource,
};
