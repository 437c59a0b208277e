import type { AgentPlugin } from '@kith/agent-api';

import { adminServerConfig } from './admin-server.config.js';
import { adminServerModule } from './admin-server.module.js';
import { AdminServer } from './admin-server.js';

/** Lets others ask the agent. First in the list: it answers from the first moment on, also "not ready yet". */
export const adminServerPlugin: AgentPlugin = {
  id: 'admin-server',
  description:
    'Serves the admin API on a Unix socket, and health, readiness and metrics over HTTP.',
  config: adminServerConfig,
  module: adminServerModule,
  service: AdminServer,
  isCore: true,
  section: 'agent',
};
