import { key } from '@kith/agent-api';
import { nodeChoice } from '@kith/neighbor-api';
import * as z from 'zod';

export const sourceFileConfig = z.strictObject({
  path: key(z.string().min(1).optional(), {
    description:
      'A file of nodes, or a folder of such files (*.yaml, *.yml, *.json), in the form of docs/nodes.schema.json; it is watched. What does not begin with / is looked for in the working directory. Must be given.',
    reload: 'live',
  }),
  ...nodeChoice,
});

export type SourceFileConfig = z.infer<typeof sourceFileConfig>;
