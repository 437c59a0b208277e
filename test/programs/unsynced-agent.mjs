// unsynced-agent.mjs run -c FILE
//
// The agent, with one source more: one that waits for an API that never answers.
import 'reflect-metadata';

import { adminServerPlugin } from '@kith/admin-server';
import { Clock } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { introspectionPlugin } from '@kith/introspection';
import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';
import { kernelStatePlugin } from '@kith/kernel-state';
import { Targets } from '@kith/neighbor-api';
import { neighborControllerPlugin } from '@kith/neighbor-controller';
import { neighborWriterPlugin } from '@kith/neighbor-writer';
import { nextHopPlugin } from '@kith/next-hop';
import { refreshControllerPlugin } from '@kith/refresh-controller';
import { sourceStaticPlugin } from '@kith/source-static';
import { strategyManagedPlugin } from '@kith/strategy-managed';
import { createRtnetlinkClient, RtnetlinkClient } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';
import { z } from 'zod';

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

const rtnetlinkModule = new ContainerModule(({ bind }) => {
  bind(RtnetlinkClient)
    .toResolvedValue((clock) => createRtnetlinkClient({ clock }), [Clock])
    .inSingletonScope();
});

const [, , , , file] = process.argv;
const agent = await createAgent({
  name: 'kith',
  plugins: [
    adminServerPlugin,
    introspectionPlugin,
    kernelCapabilitiesPlugin,
    kernelStatePlugin,
    nextHopPlugin,
    strategyManagedPlugin,
    neighborWriterPlugin,
    refreshControllerPlugin,
    neighborControllerPlugin,
    sourceStaticPlugin,
    unsyncedPlugin,
  ],
  file,
  environment: {},
  flags: new Map(),
  modules: [rtnetlinkModule],
});
process.once('SIGTERM', async () => {
  await agent.stop();
  agent.get(RtnetlinkClient).close();
});
await agent.start();
