// An agent of one's own, from the packages: what the programs beside this one have in common.
import 'reflect-metadata';

import { adminServerPlugin } from '@kith/admin-server';
import { Clock } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { introspectionPlugin } from '@kith/introspection';
import { kernelStatePlugin } from '@kith/kernel-state';
import { neighborControllerPlugin } from '@kith/neighbor-controller';
import { neighborWriterPlugin } from '@kith/neighbor-writer';
import { nextHopPlugin } from '@kith/next-hop';
import { refreshControllerPlugin } from '@kith/refresh-controller';
import { sourceStaticPlugin } from '@kith/source-static';
import { strategyAgentRefreshPlugin } from '@kith/strategy-agent-refresh';
import { strategyManagedPlugin } from '@kith/strategy-managed';
import { strategyPermanentPlugin } from '@kith/strategy-permanent';
import { createRtnetlinkClient, RtnetlinkClient } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';

const rtnetlinkModule = new ContainerModule(({ bind }) => {
  bind(RtnetlinkClient)
    .toResolvedValue((clock) => createRtnetlinkClient({ clock }), [Clock])
    .inSingletonScope();
});

/**
 * Runs it as `PROGRAM run -c FILE`, until SIGTERM.
 *
 * @param {import('@kith/agent-api').AgentPlugin} capabilities what tells what the kernel can do
 * @param {readonly import('@kith/agent-api').AgentPlugin[]} others further sources or strategies
 */
export async function runAgent(capabilities, others = []) {
  const [, , , , file] = process.argv;
  const agent = await createAgent({
    name: 'kith',
    plugins: [
      adminServerPlugin,
      introspectionPlugin,
      capabilities,
      kernelStatePlugin,
      nextHopPlugin,
      strategyManagedPlugin,
      strategyAgentRefreshPlugin,
      strategyPermanentPlugin,
      neighborWriterPlugin,
      refreshControllerPlugin,
      neighborControllerPlugin,
      sourceStaticPlugin,
      ...others,
    ],
    file,
    environment: process.env,
    flags: new Map(),
    modules: [rtnetlinkModule],
  });
  process.once('SIGTERM', async () => {
    await agent.stop();
    agent.get(RtnetlinkClient).close();
  });
  await agent.start();
}
