import { type Capability, KernelCapabilities, NeighborStrategy } from '@kith/neighbor-api';
import { FakeKernelCapabilities } from '@kith/neighbor-testing';
import { describe, expect, it } from '@jest/globals';

import type { ProbeDocument } from '../render/probe.js';
import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const managed: NeighborStrategy = {
  id: 'managed',
  description: 'The kernel keeps it resolved.',
  requires: ['managed'],
  needsRefresh: false,
  plan: () => [],
};

function probing(status: Capability['status']): FakeContext {
  const context = new FakeContext();
  context.services
    .set(KernelCapabilities, new FakeKernelCapabilities({ managed: status }))
    .set(NeighborStrategy, [managed]);
  return context;
}

describe('kith probe', () => {
  it.each([
    ['supported', true],
    ['unsupported', false],
    ['unknown', null],
  ] as const)('succeeds where managed is %s, and says whether it is usable', async (status, is) => {
    const context = probing(status);
    const { code, stdout } = await runKith(context, 'probe', '--json');
    const document = JSON.parse(stdout) as ProbeDocument;
    expect(code).toBe(0);
    expect(document.capabilities[0]).toEqual({
      name: 'managed',
      status,
      evidence: 'a test says so',
    });
    expect(document.strategies).toMatchObject([{ id: 'managed', isUsable: is }]);
    expect(context.requests).toEqual([{ only: ['kernel-capabilities'], isQuiet: true }]);
    expect(context.calls).toEqual(['start', 'stop']);
  });

  it('tells a person what auto would take', async () => {
    expect((await runKith(probing('supported'), 'probe')).stdout).toContain(
      'With strategy "auto", kith run takes "managed".',
    );
    expect((await runKith(probing('unsupported'), 'probe')).stdout).toContain('No strategy');
    expect((await runKith(probing('unknown'), 'probe')).stdout).toContain('cannot be told');
  });
});
