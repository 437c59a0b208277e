import { errorMessage, key } from '@kith/agent-api';
import { labelSelector } from '@kith/neighbor-api';
import * as z from 'zod';

const selector = z.string().superRefine((text, context) => {
  try {
    labelSelector(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: errorMessage(error) });
  }
});

export const sourceFileConfig = z.strictObject({
  path: key(z.string().min(1).optional(), {
    description:
      'A file of nodes, or a folder of such files (*.yaml, *.yml, *.json), in the form of docs/nodes.schema.json; it is watched. What does not begin with / is looked for in the working directory. Must be given.',
    reload: 'live',
  }),
  selector: key(selector.default(''), {
    description:
      "Only nodes whose labels fit this, in Kubernetes' syntax: role=worker,zone!=b,disk in (ssd,nvme),!retired; empty = all.",
    reload: 'live',
  }),
  families: key(z.array(z.enum(['ipv4', 'ipv6'])).default(['ipv4', 'ipv6']), {
    description: 'Only addresses of these families are wanted.',
    reload: 'live',
  }),
});

export type SourceFileConfig = z.infer<typeof sourceFileConfig>;
