import { Clock } from '@kith/agent-api';
import { FakeClock } from '@kith/agent-testing';
import { KernelState, NeighborWriter, type AppliedWrite } from '@kith/neighbor-api';
import { FakeKernelState, FakeNeighborWriter, link, neighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor } from '@kith/net-types';
import { beforeEach, describe, expect, it } from '@jest/globals';

import type { MigrationDocument } from '../render/migration.js';
import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const ETH2 = ifIndex(2);
const MOVED = macAddress('02:00:00:00:00:99');

const pinned = (host: number, over: Partial<Neighbor> = {}): Neighbor =>
  neighbor({ address: ipAddress(`10.0.0.${host}`), state: 'PERMANENT', ...over });

let context: FakeContext;
let state: FakeKernelState;
let writer: FakeNeighborWriter;
let clock: FakeClock;

beforeEach(() => {
  state = new FakeKernelState({
    links: [link(), link({ ifindex: ETH2, name: 'eth2' })],
    neighbors: [
      pinned(2),
      pinned(3),
      // of a device that is not named, marked by another, extern_learn, not pinned
      pinned(4, { ifindex: ETH2 }),
      pinned(5, { protocol: 11 }),
      pinned(6, { isExtLearned: true }),
      pinned(7, { state: 'STALE' }),
    ],
  });
  writer = new FakeNeighborWriter({ kernelState: state });
  clock = new FakeClock();
  context = new FakeContext();
  context.services.set(KernelState, state).set(NeighborWriter, writer).set(Clock, clock);
});

const written = (): readonly string[] =>
  writer.writes.map((write: AppliedWrite) =>
    write.kind === 'set' ? `${write.state} ${write.address}` : `delete ${write.address}`,
  );

const migrating = async (): Promise<{ code: number; document: MigrationDocument }> => {
  const { code, stdout } = await runKith(
    context,
    ...['cleanup', '--json', '--migrate-permanent', 'eth1'],
  );
  return { code, document: JSON.parse(stdout) as MigrationDocument };
};

/** The kernel found out about a neighbor. */
function found(host: number, over: Partial<Neighbor>): void {
  const entry = state.neighbor(ifIndex(1), ipAddress(`10.0.0.${host}`));
  state.neighborChanged({ ...(entry as Neighbor), ...over });
}

describe('kith cleanup --migrate-permanent', () => {
  it('lists what it would check with --dry-run, and writes nothing', async () => {
    const { code, stdout } = await runKith(
      context,
      ...['cleanup', '--dry-run', '--migrate-permanent', 'eth1', 'eth2'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('3 would be checked.');
    expect(writer.writes).toEqual([]);
  });

  it('checks those of the devices, keeps who answers and removes who does not', async () => {
    const migration = migrating();
    await clock.settle();
    expect(written()).toEqual(['PROBE 10.0.0.2', 'PROBE 10.0.0.3']);
    found(2, { state: 'REACHABLE', lladdr: MOVED });
    const { lladdr: _, ...failed } = state.neighbor(ifIndex(1), ipAddress('10.0.0.3')) as Neighbor;
    state.neighborChanged({ ...failed, state: 'FAILED' });

    const { code, document } = await migration;
    expect(code).toBe(0);
    expect(document.entries).toMatchObject([
      { device: 'eth1', address: '10.0.0.2', lladdr: MOVED, result: 'converted' },
      { device: 'eth1', address: '10.0.0.3', result: 'removed' },
    ]);
    expect(written().slice(2)).toEqual(['delete 10.0.0.3']);
    expect([clock.pending, state.listenerCount]).toEqual([0, 0]);
  });

  it('leaves what was converted there when it ends, whatever the config says', async () => {
    const migration = migrating();
    await clock.settle();
    found(2, { state: 'REACHABLE' });
    found(3, { state: 'REACHABLE' });
    await migration;
    expect(context.requests).toMatchObject([{ flags: new Map([['on-exit', ['keep']]]) }]);
  });

  it('gives up on one of which nothing is heard', async () => {
    const migration = migrating();
    await clock.settle();
    found(2, { state: 'REACHABLE' });
    await clock.advance(30_000);
    const { document } = await migration;
    expect(document.entries.map(({ result }) => result)).toEqual(['converted', 'removed']);
  });

  it('goes on after one that the kernel refuses, and fails', async () => {
    writer.fail(ifIndex(1), ipAddress('10.0.0.2'), { message: 'EPERM: not allowed' });
    const migration = migrating();
    await clock.settle();
    found(3, { state: 'REACHABLE' });
    const { code, document } = await migration;
    expect(code).toBe(1);
    expect(document.entries).toMatchObject([
      { result: 'failed', error: 'EPERM: not allowed' },
      { result: 'converted' },
    ]);
  });

  it('names the devices that there are', async () => {
    const { code, stderr } = await runKith(context, 'cleanup', '--migrate-permanent', 'eth9');
    expect(code).toBe(2);
    expect(stderr).toBe('kith: there is no device eth9; there are eth1, eth2\n');
  });
});
