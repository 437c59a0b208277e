import type { AgentPlugin } from '@kith/agent-api';

import { FileSource } from './file-source.js';
import { sourceFileConfig } from './source-file.config.js';
import { sourceFileModule } from './source-file.module.js';

/** Nodes from a file, or a folder of files. */
export const sourceFilePlugin: AgentPlugin = {
  id: 'source-file',
  description: 'Targets from a file, or a folder of files, of nodes in YAML or JSON.',
  config: sourceFileConfig,
  module: sourceFileModule,
  service: FileSource,
};
