import type { AgentPlugin } from '@kith/agent-api';

import { KernelWriter } from './kernel-writer.js';
import { neighborWriterConfig } from './neighbor-writer.config.js';
import { neighborWriterModule } from './neighbor-writer.module.js';

export const neighborWriterPlugin: AgentPlugin = {
  id: 'neighbor-writer',
  description: 'carries out planned neighbor writes in batches and owns the ownership mark',
  config: neighborWriterConfig,
  module: neighborWriterModule,
  service: KernelWriter,
  isCore: true,
};
