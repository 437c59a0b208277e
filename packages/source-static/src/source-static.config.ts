import { key } from '@kith/agent-api';
import * as z from 'zod';

const node = z.strictObject({
  name: z.string().min(1),
  // text as it is: Targets checks it, so that one bad address does not take the others along
  addresses: z.array(z.string()),
});

export const sourceStaticConfig = z.strictObject({
  nodes: key(z.array(node).superRefine(namesAreDistinct).default([]), {
    description:
      'Nodes to keep resolved, each { name, addresses }; --node replaces the list of the file.',
    reload: 'live',
    flag: { name: 'node', value: 'NAME=ADDR[,ADDR...]', isRepeatable: true, parse: parseNodes },
  }),
});

export type SourceStaticConfig = z.infer<typeof sourceStaticConfig>;

type Node = z.infer<typeof node>;

function namesAreDistinct(nodes: readonly Node[], context: z.RefinementCtx): void {
  const firstByName = new Map<string, number>();
  for (const [i, { name }] of nodes.entries()) {
    const first = firstByName.get(name);
    if (first === undefined) firstByName.set(name, i);
    else {
      context.addIssue({
        code: 'custom',
        path: [i, 'name'],
        message: `nodes[${first}] and nodes[${i}] are both named "${name}"; names must be distinct`,
      });
    }
  }
}

/** `node2=10.69.0.2,fd00::2`, one for each node. */
function parseNodes(values: readonly string[]): readonly Node[] {
  return values.map((value) => {
    const equals = value.indexOf('=');
    const name = value.slice(0, Math.max(equals, 0));
    const addresses = value.slice(equals + 1).split(',');
    if (name === '' || addresses.includes('')) {
      throw new Error(`"${value}" is not NAME=ADDR[,ADDR...]; write node2=10.69.0.2`);
    }
    return { name, addresses };
  });
}
