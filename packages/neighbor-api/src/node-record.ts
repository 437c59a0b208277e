import { addressFamily, type AddressFamily } from '@kith/net-types';
import * as z from 'zod';

import { checkTarget } from './check-target.js';
import type { TargetClaim } from './targets.js';

/** One node, as the config, a file or a store describes it. */
export const nodeRecord = z.strictObject({
  // it goes to terminals, as part of the owner
  name: z
    .string()
    .min(1)
    .max(253)
    .regex(/^\P{C}*$/u, 'has a character that cannot be shown')
    .describe('What it is called; distinct within its source.'),
  // text as it is: Targets checks it, so that one bad address does not take the others along
  addresses: z
    .array(z.string())
    .describe('IPv4 and IPv6 addresses that are to be reached: ["10.69.0.2", "fd00::2"].'),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('What a selector looks at: { role: worker }.'),
});

/** `addresses` are unchecked texts. */
export type NodeRecord = z.infer<typeof nodeRecord>;

/** A list of nodes whose names are distinct. */
export const nodeList = z.array(nodeRecord).superRefine((nodes, context) => {
  const firstByName = new Map<string, number>();
  for (const [i, { name }] of nodes.entries()) {
    const first = firstByName.get(name);
    if (first === undefined) firstByName.set(name, i);
    else {
      const message = `nodes[${first}] and nodes[${i}] are both named "${name}"; names must be distinct`;
      context.addIssue({ code: 'custom', path: [i, 'name'], message });
    }
  }
});

/** What a node's owner wants: its addresses of these families, and the texts that are no address, to be refused. */
export function nodeClaim(
  { name, addresses }: NodeRecord,
  families: readonly AddressFamily[],
): TargetClaim {
  const isWanted = (text: string): boolean => {
    const checked = checkTarget(text);
    return 'reason' in checked || families.includes(addressFamily(checked.address));
  };
  return { owner: name, addresses: addresses.filter(isWanted) };
}
