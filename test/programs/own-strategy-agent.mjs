// own-strategy-agent.mjs run -c FILE
//
// The agent, with a strategy of one's own: it knows the port, and the controller knows nothing of it.
import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';
import { NeighborStrategy, ownEntry, removal } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';
import { z } from 'zod';

import { runAgent } from './compose.mjs';

/** Has each neighbor resolved once, and leaves it at that. */
const onceStrategy = {
  id: 'once',
  description: 'resolved once, then left alone',
  requires: [],
  needsRefresh: false,
  plan: (items) => items.map((item) => ({ writes: writesFor(item) })),
};

function writesFor(item) {
  if (!item.isDesired) return [removal(item)];
  return item.observed ? [] : [ownEntry(item), { ...ownEntry(item), use: true }];
}

await runAgent(kernelCapabilitiesPlugin, [
  {
    id: 'strategy-once',
    description: 'The strategy `once`.',
    config: z.strictObject({}),
    module: new ContainerModule(({ bind }) => {
      bind(NeighborStrategy).toConstantValue(onceStrategy);
    }),
    isCore: true,
  },
]);
