import type { ConfigCheck } from '@kith/agent-api';

import type { SourceFileConfig } from './source-file.config.js';

/** The path has no default that could be right. Whether the file is there is no matter of the config: it may come. */
export const pathCheck: ConfigCheck = {
  plugin: 'source-file',
  check: ({ path }: SourceFileConfig) =>
    path === undefined
      ? [
          {
            severity: 'error',
            path: ['path'],
            message:
              'names no file; write source-file: { path: /etc/kith/nodes.yaml }, or leave source-file out',
          },
        ]
      : [],
};
