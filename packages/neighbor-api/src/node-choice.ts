import { errorMessage, key } from '@kith/agent-api';
import * as z from 'zod';

import { labelSelector } from './label-selector.js';

/** The text of a label selector, in a config. */
export const selectorText = z.string().superRefine((text, context) => {
  try {
    labelSelector(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: errorMessage(error) });
  }
});

/** Keys for the config of a source of NodeRecords: which of the nodes are wanted, and what of them. */
export const nodeChoice = {
  selector: key(selectorText.default(''), {
    description:
      "Only nodes whose labels fit this, in Kubernetes' syntax: role=worker,zone!=b,disk in (ssd,nvme),!retired; empty = all.",
    reload: 'live',
  }),
  families: key(z.array(z.enum(['ipv4', 'ipv6'])).default(['ipv4', 'ipv6']), {
    description: 'Only addresses of these families are wanted.',
    reload: 'live',
  }),
};
