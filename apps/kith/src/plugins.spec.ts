import { AdminRoutes } from '@kith/agent-api';
import { FakeInstanceLocks } from '@kith/agent-testing';
import { createAgent } from '@kith/agent-runtime';
import {
  KernelCapabilities,
  KernelState,
  NeighborStrategy,
  NeighborView,
  NeighborWriter,
  NextHopResolver,
  RefreshController,
  Targets,
} from '@kith/neighbor-api';
import { RtnetlinkClient } from '@kith/rtnetlink';
import { describe, expect, it } from '@jest/globals';
import { ContainerModule } from 'inversify';

import { AGENT } from './agent/config-sources.js';
import { defaultConfig } from './default-config.js';
import { plugins } from './plugins.js';

/** A kernel that must not be asked: nothing is started here. */
class UntouchedDriver implements RtnetlinkClient {
  request = refuse;
  dump = refuse;
  subscribe = refuse;
  close = refuse;
}

function refuse(): never {
  throw new Error('resolving the graph must not talk to the kernel');
}

const assemble = () =>
  createAgent({
    name: AGENT,
    plugins,
    builtIn: defaultConfig,
    locks: new FakeInstanceLocks(),
    modules: [
      new ContainerModule(({ bind }) => {
        bind(RtnetlinkClient).toConstantValue(new UntouchedDriver());
      }),
    ],
  });

describe('the plugins of kith', () => {
  it('fit together: every service can be constructed', async () => {
    const agent = await assemble();
    for (const { id, service } of plugins) {
      if (service) expect([id, agent.get(service)]).toEqual([id, expect.anything()]);
    }
  });

  it.each([
    ['KernelCapabilities', KernelCapabilities],
    ['KernelState', KernelState],
    ['NextHopResolver', NextHopResolver],
    ['RefreshController', RefreshController],
    ['NeighborWriter', NeighborWriter],
    ['NeighborView', NeighborView],
    ['Targets', Targets],
  ] as const)('provide %s', async (_name, token) => {
    const agent = await assemble();
    expect(agent.get<unknown>(token)).toBeDefined();
  });

  it('contribute strategies and routes', async () => {
    const agent = await assemble();
    expect(agent.getAll(NeighborStrategy).map(({ id }) => id)).toEqual([
      'managed',
      'agent-refresh',
      'permanent',
    ]);
    expect(agent.getAll(AdminRoutes).map(({ id }) => id)).toContain('introspection');
  });

  it('run by default: all that is core, and the gateways of the host', async () => {
    const agent = await assemble();
    const off = agent.plugins.filter(({ isEnabled }) => !isEnabled);
    expect(off.map(({ plugin }) => plugin.id)).toEqual([
      'source-api',
      'source-static',
      'source-file',
      'source-etcd',
      'source-kubernetes',
    ]);
  });
});
