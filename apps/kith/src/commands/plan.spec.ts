import { Clock, Readiness } from '@kith/agent-api';
import { FakeClock, FakeReadiness } from '@kith/agent-testing';
import {
  type Capability,
  KernelCapabilities,
  NeighborView,
  type PendingWrite,
  type TargetReport,
} from '@kith/neighbor-api';
import { ifIndex, ipAddress } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { AssumedCapabilities } from '../agent/assumed-capabilities.js';
import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const pending: PendingWrite = {
  write: {
    kind: 'set',
    ifindex: ifIndex(2),
    address: ipAddress('10.69.0.66'),
    isManaged: true,
    state: 'NONE',
    isRouter: false,
    use: false,
  },
  device: 'eno1',
  reason: 'wanted by static/node2 (10.69.0.2)',
};

const served: TargetReport = {
  ...{ address: '10.69.0.2', owners: ['static/node2'], class: 'node' },
  nextHops: [{ device: 'eno1', address: ipAddress('10.69.0.66'), status: 'pending' }],
};
const skipped: TargetReport = {
  ...{ address: '10.70.0.2', owners: ['static/node3'], class: 'node', nextHops: [] },
  skipped: 'unroutable',
};

const unprivileged: KernelCapabilities = {
  list: () => [],
  get: (name) => ({ name, status: 'unknown', evidence: 'EPERM' }),
};
const managed = { name: 'managed', status: 'supported', evidence: 'accepted' } as const;

function planning(capability: Capability = managed) {
  const context = new FakeContext();
  const readiness = new FakeReadiness();
  const clock = new FakeClock();
  context.services
    .set(NeighborView, { pending: () => [pending], targets: () => [served, skipped] })
    .set(KernelCapabilities, { list: () => [capability] })
    .set(Readiness, readiness)
    .set(Clock, clock);
  return { context, readiness, clock };
}

describe('kith plan', () => {
  it('shows what would be written, and why', async () => {
    const { context } = planning();
    const { code, stdout } = await runKith(context, 'plan');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'ACTION  DEVICE  ADDRESS     AS                    WHY\n' +
        'write   eno1    10.69.0.66  managed extern_learn  wanted by static/node2 (10.69.0.2)\n' +
        '\nnot served: 10.70.0.2 (static/node3): unroutable\n',
    );
  });

  it('says what of the kernel it could not ask for', async () => {
    const asked = planning(new AssumedCapabilities(unprivileged).get('managed'));
    expect((await runKith(asked.context, 'plan')).stdout).toContain(
      '\nassumed of this kernel: managed (it tells with CAP_NET_ADMIN only)\n',
    );
    const again = planning(new AssumedCapabilities(unprivileged).get('managed'));
    const { stdout } = await runKith(again.context, 'plan', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ assumed: ['managed'] });
  });

  it('starts neither what writes nor what a running agent may hold', async () => {
    const { context } = planning();
    await runKith(context, 'plan', '--json');
    expect(context.requests).toMatchObject([{ except: ['admin-server', 'neighbor-writer'] }]);
  });

  it('waits until everything was looked up', async () => {
    const { context, readiness } = planning();
    const gate = readiness.gate('static', 'source static is not synced');
    context.onStart = () => {
      setImmediate(() => gate.open());
      return Promise.resolve();
    };
    expect((await runKith(context, 'plan', '--json')).code).toBe(0);
  });

  it('does not wait for what an agent that runs has parked: nobody asks for it here', async () => {
    const { context, readiness } = planning();
    readiness.gate('parked', 'not asked yet');
    expect((await runKith(context, 'plan', '--json')).code).toBe(0);
  });

  it('says what is missing when it takes too long', async () => {
    const { context, readiness, clock } = planning();
    readiness.gate('static', 'source static is not synced');
    context.onStart = async () => {
      // the deadline is taken after the start
      setImmediate(() => void clock.advance(60_000));
      await Promise.resolve();
    };
    const { code, stderr } = await runKith(context, 'plan');
    expect(code).toBe(1);
    expect(stderr).toContain('source static is not synced');
    expect(context.calls).toEqual(['start', 'stop']);
  });
});
