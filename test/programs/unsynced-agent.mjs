// unsynced-agent.mjs run -c FILE
//
// The agent, with one source more: one that waits for an API that never answers.
import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';
import { Targets } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';
import * as z from 'zod';

import { runAgent } from './compose.mjs';

const Unsynced = Symbol('Unsynced');

const unsyncedPlugin = {
  id: 'source-unsynced',
  description: 'Targets from an API that is down.',
  config: z.strictObject({}),
  module: new ContainerModule(({ bind }) => {
    bind(Unsynced)
      .toDynamicValue((context) => {
        const targets = context.get(Targets);
        let source;
        return {
          async start() {
            source ??= targets.register({ id: 'unsynced', class: 'node' });
          },
          async stop() {
            source?.close();
          },
        };
      })
      .inSingletonScope();
  }),
  service: Unsynced,
};

await runAgent(kernelCapabilitiesPlugin, [unsyncedPlugin]);
