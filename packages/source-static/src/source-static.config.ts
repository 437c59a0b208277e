import { key } from '@kith/agent-api';
import { nodeList, type NodeRecord } from '@kith/neighbor-api';
import * as z from 'zod';

export const sourceStaticConfig = z.strictObject({
  nodes: key(nodeList.default([]), {
    description:
      'Nodes to keep resolved, each { name, addresses }; --node replaces the list of the file.',
    reload: 'live',
    flag: { name: 'node', value: 'NAME=ADDR[,ADDR...]', isRepeatable: true, parse: parseNodes },
  }),
});

export type SourceStaticConfig = z.infer<typeof sourceStaticConfig>;

/** `node2=10.69.0.2,fd00::2`, one for each node. */
function parseNodes(values: readonly string[]): readonly NodeRecord[] {
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
