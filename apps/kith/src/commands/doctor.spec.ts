import { AgentError, Clock, HealthReport, InstanceLocks, Readiness } from '@kith/agent-api';
import type { ConfigRow } from '@kith/agent-runtime';
import { FakeClock, FakeHealth, FakeInstanceLocks, FakeReadiness } from '@kith/agent-testing';
import {
  KernelCapabilities,
  KernelState,
  NeighborStrategy,
  NeighborView,
  Sysctls,
} from '@kith/neighbor-api';
import { FakeKernelCapabilities, FakeKernelState } from '@kith/neighbor-testing';
import { describe, expect, it } from '@jest/globals';

import type { DoctorDocument } from '../doctor/examine.js';
import {
  address,
  device,
  facts,
  goodSettings,
  summary,
  target,
  wanted,
} from '../doctor/facts.fake.js';
import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const CONFIG: Readonly<Record<string, unknown>> = {
  'neighbor-controller.strategy': 'auto',
  'kernel-state.keepOnCarrierLoss': false,
  'refresh-controller.profile': 'default',
  'refresh-controller.period': '30s',
  'refresh-controller.intervals.gateway': '10s',
};

/** A host with one served device, eth1, on which nothing is wrong. */
function healthy(config: Readonly<Record<string, unknown>> = {}) {
  const context = new FakeContext();
  const rows = Object.entries({ ...CONFIG, ...config }).map(([key, value]): ConfigRow => ({
    path: ['plugins', ...key.split('.')],
    value,
    origin: 'default',
  }));
  context.describeConfig = () => Promise.resolve(rows);
  const sysctls = goodSettings();
  const locks = new FakeInstanceLocks();
  const health = new FakeHealth();
  const readiness = new FakeReadiness();
  const clock = new FakeClock();
  const view: Partial<NeighborView> = {
    summary: () => summary(),
    devices: () => [device()],
    targets: () => [target()],
    neighbors: () => [wanted()],
  };
  context.services
    .set(KernelCapabilities, new FakeKernelCapabilities({ managed: 'supported' }))
    .set(NeighborStrategy, facts().strategies)
    .set(NeighborView, view)
    .set(KernelState, new FakeKernelState({ addresses: [address('10.0.0.1')] }))
    .set(Sysctls, sysctls)
    .set(InstanceLocks, locks)
    .set(HealthReport, health)
    .set(Readiness, readiness)
    .set(Clock, clock);
  context.answers.set('/v1/status', { discovery: { mark: 75 }, health: [] });
  return { context, sysctls, locks, health, readiness, clock };
}

const document = (stdout: string): DoctorDocument => JSON.parse(stdout) as DoctorDocument;

describe('kith doctor', () => {
  it('succeeds where there is no problem, by agents that write nothing', async () => {
    const { context } = healthy();
    const { code, stdout, stderr } = await runKith(context, 'doctor', '--json');
    expect({ code, stderr, findings: document(stdout).findings }).toEqual({
      code: 0,
      stderr: '',
      findings: [],
    });
    expect(context.requests).toMatchObject([
      { only: ['kernel-capabilities'] },
      { except: ['admin-server', 'neighbor-writer'], isRehearsal: true },
    ]);
    expect(context.calls).toEqual(['start', 'stop', 'start', '/v1/status', 'stop']);
  });

  it('succeeds with advice alone, and fails with a problem', async () => {
    const { context, sysctls } = healthy();
    sysctls.values.set('net.ipv4.neigh.eth1.mcast_resolicit', 0);
    expect(await runKith(context, 'doctor')).toMatchObject({ code: 0, stderr: '' });
    context.output = '';
    sysctls.values.set('net.ipv4.conf.eth1.forwarding', 0);
    const { code, stdout, stderr } = await runKith(context, 'doctor');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'kith: 1 problem; see the list\n' });
    expect(stdout).toContain('cure: sysctl -w net.ipv4.conf.eth1.forwarding=1\n');
  });

  it('tells what an agent with this config would complain of', async () => {
    const { context, health } = healthy();
    health.degraded('there is no device eno9');
    const { code, stdout } = await runKith(context, 'doctor', '--json');
    expect(code).toBe(0);
    expect(document(stdout).findings).toMatchObject([{ what: 'there is no device eno9' }]);
  });

  it('reads the intervals of the config', async () => {
    const { context, sysctls } = healthy();
    const view = context.services.get(NeighborView) as NeighborView;
    view.summary = () => summary({ strategy: 'agent-refresh' });
    view.neighbors = () => [wanted('10.0.0.2', { class: 'gateway' })];
    sysctls.values.set('net.ipv4.neigh.eth1.base_reachable_time_ms', 10_000);
    const { findings } = document((await runKith(context, 'doctor', '--json')).stdout);
    expect(findings).toEqual([]);
    view.neighbors = () => [wanted()];
    context.output = '';
    const { findings: more } = document((await runKith(context, 'doctor', '--json')).stdout);
    expect(more).toMatchObject([{ check: 'freshness', where: 'eth1' }]);
  });

  it('goes on under auto where the strategy that the config names does not work', async () => {
    const { context } = healthy({ 'neighbor-controller.strategy': 'managed' });
    context.services.set(
      KernelCapabilities,
      new FakeKernelCapabilities({ managed: 'unsupported' }),
    );
    context.onStart = () =>
      context.requests.length === 2
        ? Promise.reject(new AgentError('feature-missing', 'no'))
        : Promise.resolve();
    const { code, stdout } = await runKith(context, 'doctor', '--json');
    expect(code).toBe(1);
    expect(document(stdout).findings).toMatchObject([{ where: 'neighbor-controller.strategy' }]);
    expect(context.requests[2]?.flags).toEqual(new Map([['strategy', ['auto']]]));
  });

  it('tells of a source that does not sync, and of another holder of our mark', async () => {
    const { context, readiness, clock, locks } = healthy();
    readiness.gate('static', 'source static is not synced');
    await locks.acquire('neighbor-mark-75');
    context.answers.set('/v1/status', { discovery: { mark: 76 }, health: [] });
    context.onStart = async () => {
      // the deadline is taken after the start
      setImmediate(() => void clock.advance(60_000));
      await Promise.resolve();
    };
    const { code, stdout } = await runKith(context, 'doctor', '--json');
    expect(code).toBe(1);
    expect(document(stdout).findings).toMatchObject([
      { what: 'source static is not synced' },
      { check: 'other-agents', where: 'pid 4711' },
    ]);
  });

  it('refuses a bad config as every command does', async () => {
    const { context } = healthy();
    context.describeConfig = () => Promise.reject(new AgentError('config-invalid', 'bad.yaml: no'));
    expect(await runKith(context, 'doctor')).toMatchObject({
      code: 2,
      stderr: 'kith: bad.yaml: no\n',
    });
  });
});
