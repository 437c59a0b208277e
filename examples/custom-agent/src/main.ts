// custom-agent -c FILE
import 'reflect-metadata';

import process from 'node:process';
import { parseArgs } from 'node:util';

import { adminServerPlugin } from '@kith/admin-server';
import { Clock, errorMessage } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';
import { kernelStatePlugin } from '@kith/kernel-state';
import { neighborControllerPlugin } from '@kith/neighbor-controller';
import { neighborWriterPlugin } from '@kith/neighbor-writer';
import { nextHopPlugin } from '@kith/next-hop';
import { refreshControllerPlugin } from '@kith/refresh-controller';
import { createRtnetlinkClient, RtnetlinkClient } from '@kith/rtnetlink';
import { strategyAgentRefreshPlugin } from '@kith/strategy-agent-refresh';
import { strategyManagedPlugin } from '@kith/strategy-managed';
import { ContainerModule } from 'inversify';

import { sourceInventoryPlugin } from './source-inventory.js';

/** In the order in which they start; each stands for itself: leave out what your agent is not to do. */
const plugins = [
  adminServerPlugin, // GET /healthz, /readyz and /metrics
  ...[neighborWriterPlugin, kernelCapabilitiesPlugin, kernelStatePlugin, nextHopPlugin], // the kernel
  ...[strategyManagedPlugin, strategyAgentRefreshPlugin], // Linux 5.16 and newer; before that
  ...[refreshControllerPlugin, neighborControllerPlugin], // when, and what
  sourceInventoryPlugin, // our own
];

/** The one connection to the kernel that plugins share. */
const rtnetlink = new ContainerModule(({ bind }) => {
  const open = (clock: Clock): RtnetlinkClient => createRtnetlinkClient({ clock });
  bind(RtnetlinkClient).toResolvedValue(open, [Clock]).inSingletonScope();
});

try {
  const options = { config: { type: 'string', short: 'c' } } as const;
  const { config: file } = parseArgs({ options, allowPositionals: true }).values;
  const sources = { environment: process.env, flags: new Map(), ...(file && { file }) };
  const agent = await createAgent({ name: 'custom', plugins, modules: [rtnetlink], ...sources });
  const end = async (): Promise<void> => {
    await agent.stop();
    agent.get(RtnetlinkClient).close();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void end());
  await agent.start();
} catch (error) {
  process.stderr.write(`custom-agent: ${errorMessage(error)}\n`);
  process.exitCode = 1;
}
