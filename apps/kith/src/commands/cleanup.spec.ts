import { KernelState, NeighborWriter } from '@kith/neighbor-api';
import {
  FakeKernelState,
  FakeNeighborWriter,
  link,
  managedNeighbor,
  neighbor,
} from '@kith/neighbor-testing';
import { ipAddress } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const ours = managedNeighbor({ address: ipAddress('10.0.0.3') });

function setUp() {
  const kernelState = new FakeKernelState({
    links: [link()],
    neighbors: [
      ours,
      neighbor({ address: ipAddress('10.0.0.4') }),
      // an administrator's: the mark stays, extern_learn goes
      neighbor({ address: ipAddress('10.0.0.5'), state: 'PERMANENT', protocol: 75 }),
      // another daemon's
      neighbor({ address: ipAddress('10.0.0.6'), isExtLearned: true, protocol: 11 }),
    ],
  });
  const writer = new FakeNeighborWriter({ kernelState });
  const context = new FakeContext();
  context.services.set(KernelState, kernelState).set(NeighborWriter, writer);
  return { context, writer };
}

describe('kith cleanup', () => {
  it('deletes what is ours, and nothing else', async () => {
    const { context, writer } = setUp();
    const { code, stdout } = await runKith(context, 'cleanup', '--json');
    expect(code).toBe(0);
    expect(writer.writes).toEqual([{ kind: 'delete', ifindex: 1, address: '10.0.0.3' }]);
    expect(JSON.parse(stdout)).toEqual({
      mark: 75,
      isDryRun: false,
      entries: [
        {
          device: 'eth1',
          ifindex: 1,
          address: '10.0.0.3',
          lladdr: ours.lladdr,
          state: 'REACHABLE',
          result: 'removed',
        },
      ],
    });
  });

  it('starts what reads and what writes, and no more', async () => {
    const { context } = setUp();
    await runKith(context, 'cleanup', '-c', 'kith.yaml');
    expect(context.requests).toEqual([
      { file: 'kith.yaml', only: ['kernel-state', 'neighbor-writer'], isQuiet: true },
    ]);
    expect(context.calls).toEqual(['start', 'stop']);
  });

  it('writes nothing with --dry-run', async () => {
    const { context, writer } = setUp();
    const { stdout } = await runKith(context, 'cleanup', '--dry-run');
    expect(writer.writes).toEqual([]);
    // the writer would carry out its `onExit` when it ends
    expect(context.requests).toMatchObject([{ only: ['kernel-state'] }]);
    expect(stdout).toContain('1 would be removed.');
  });

  it('goes on after one that the kernel refuses, shows it, and fails', async () => {
    const { context, writer } = setUp();
    writer.fail(ours.ifindex, ours.address, { message: 'EPERM: not allowed' });
    const { code, stdout, stderr } = await runKith(context, 'cleanup');
    expect(stdout).toContain('EPERM: not allowed');
    expect(stdout).toContain('0 of 1 removed.');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'kith: 1 entry could not be removed; see the list\n',
    });
  });
});
