import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  FakeConfig,
  FakeHealth,
  FakeInstanceLocks,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';
import type { NeighborWrite, SetNeighbor } from '@kith/neighbor-api';
import {
  FakeKernelState,
  FakeRtnetlinkClient,
  managedNeighbor,
  neighbor,
  refused,
} from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor } from '@kith/net-types';
import { NetlinkError } from '@kith/rtnetlink';

import { KernelWriter } from './kernel-writer.js';
import type { NeighborWriterConfig } from './neighbor-writer.config.js';

const MARK = 75;
const ETH1 = ifIndex(1);
const ADDRESS = ipAddress('10.0.0.2');
const OTHER = ipAddress('10.0.0.3');
const MAC = macAddress('02:00:00:00:0a:02');
const PROBE = { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: 1, bit: 31 };

let client: FakeRtnetlinkClient;
let state: FakeKernelState;
let locks: FakeInstanceLocks;
let config: FakeConfig<NeighborWriterConfig>;
let logger: MemoryLogger;
let health: FakeHealth;
let metrics: MemoryMetrics;
let writer: KernelWriter;

beforeEach(() => setUp());

function setUp(neighbors: readonly Neighbor[] = []): void {
  client = new FakeRtnetlinkClient();
  state = new FakeKernelState({ neighbors });
  locks = new FakeInstanceLocks();
  config = new FakeConfig<NeighborWriterConfig>({ protocol: MARK, onExit: 'keep' });
  logger = new MemoryLogger();
  health = new FakeHealth();
  metrics = new MemoryMetrics();
  writer = new KernelWriter(client, state, locks, config, logger, health, metrics);
}

function set(over: Partial<SetNeighbor> = {}): SetNeighbor {
  return {
    kind: 'set',
    ifindex: ETH1,
    address: ADDRESS,
    isManaged: true,
    state: 'NONE',
    isRouter: false,
    use: false,
    ...over,
  };
}

function removal(address = ADDRESS): NeighborWrite {
  return { kind: 'delete', ifindex: ETH1, address };
}

describe('a write', () => {
  const request = {
    type: 'set-neighbor',
    ifindex: ETH1,
    address: ADDRESS,
    isExtLearned: true,
    protocol: MARK,
  };

  it.each([
    [
      'managed: the kernel finds the MAC',
      set(),
      { ...request, state: 'NONE', isManaged: true, isRouter: false, use: false },
    ],
    [
      'used: the kernel is asked to resolve it now',
      set({ isManaged: false, use: true }),
      { ...request, state: 'NONE', isManaged: false, isRouter: false, use: true },
    ],
    [
      'pinned with a MAC',
      set({ isManaged: false, state: 'PERMANENT', lladdr: MAC }),
      {
        ...request,
        state: 'PERMANENT',
        lladdr: MAC,
        isManaged: false,
        isRouter: false,
        use: false,
      },
    ],
    [
      'an IPv6 router, which stays one',
      set({ address: ipAddress('fe80::1'), isRouter: true }),
      {
        ...request,
        address: ipAddress('fe80::1'),
        state: 'NONE',
        isManaged: true,
        isRouter: true,
        use: false,
      },
    ],
    [
      "of an entry that stays somebody else's, without our mark (I1)",
      { ...neighbor({ state: 'PERMANENT' }), kind: 'restate' as const },
      {
        ...request,
        state: 'PERMANENT',
        lladdr: neighbor().lladdr,
        isExtLearned: false,
        isManaged: false,
        isRouter: false,
        use: false,
        protocol: 0,
      },
    ],
    ['a delete', removal(), { type: 'delete-neighbor', ifindex: ETH1, address: ADDRESS }],
  ])('%s', async (_name, write, expected) => {
    await expect(writer.apply([write])).resolves.toEqual([{ ok: true }]);
    expect(client.batches).toEqual([[expected]]);
  });

  it('carries the mark of the config', async () => {
    config.set({ protocol: 99, onExit: 'keep' });
    expect(writer.mark).toBe(99);
    await writer.apply([set()]);
    expect(client.requests).toMatchObject([{ protocol: 99, isExtLearned: true }]);
  });

  it('goes out with all the others in one call, in order', async () => {
    const writes = [set(), removal(OTHER), set({ address: OTHER })];
    await writer.apply(writes);
    expect(client.batches.map((batch) => batch.map(({ type }) => type))).toEqual([
      ['set-neighbor', 'delete-neighbor', 'set-neighbor'],
    ]);
    expect(state.folded).toEqual([writes]);
    expect(metrics.count('neighbor_writes_total', 'written')).toBe(3);
  });

  it.each(['224.0.0.1', '255.255.255.255', '127.0.0.1', '0.0.0.0', 'ff02::1', '::1', '::'])(
    'to %s is not sent, whoever planned it',
    async (text) => {
      const results = await writer.apply([set({ address: ipAddress(text) }), set()]);
      expect(results).toMatchObject([{ ok: false, error: { code: 'EINVAL' } }, { ok: true }]);
      expect(client.requests).toMatchObject([{ address: ADDRESS }]);
    },
  );
});

describe('a refusal', () => {
  it('concerns its own write only', async () => {
    client.answer = (request) =>
      'address' in request && request.address === ADDRESS ? refused('ENOMEM') : { ok: true };
    const good = set({ address: OTHER });
    await expect(writer.apply([good, set(), removal(OTHER)])).resolves.toEqual([
      { ok: true },
      {
        ok: false,
        error: { code: 'ENOMEM', message: 'what a test asked: ENOMEM', isDeviceGone: false },
      },
      { ok: true },
    ]);
    expect(state.folded).toEqual([[good, removal(OTHER)]]);
    expect(metrics.count('neighbor_writes_total', 'written')).toBe(2);
    expect(metrics.count('neighbor_writes_total', 'failed')).toBe(1);
  });

  it.each([
    ['ENODEV', refused('ENODEV'), true],
    ['a family that is off', refused('EINVAL', 'IPv6 is disabled on this device'), true],
    ['EINVAL', refused('EINVAL'), false],
    ['EPERM', refused('EPERM'), false],
  ])('of a write tells whether its device is gone: %s', async (_name, result, isDeviceGone) => {
    client.answer = () => result;
    await expect(writer.apply([set()])).resolves.toMatchObject([
      { ok: false, error: { isDeviceGone } },
    ]);
  });

  it.each([
    ['what is absent', refused('ENOENT'), true],
    ['what went with its device', refused('ENODEV'), true],
    ['what went with its family', refused('EINVAL', 'IPv6 is disabled on this device'), true],
    ['what may not be deleted', refused('EPERM'), false],
  ])('to delete %s', async (_name, result, ok) => {
    client.answer = () => result;
    await expect(writer.apply([removal()])).resolves.toMatchObject([{ ok }]);
    expect(state.folded).toEqual([ok ? [removal()] : []]);
  });

  it('of the whole call is thrown, and nothing counts as written', async () => {
    client.fail('request', new NetlinkError({ operation: 'write', code: 'EBADF', errno: 9 }));
    await expect(writer.apply([set()])).rejects.toMatchObject({ code: 'EBADF' });
    expect(state.folded).toEqual([]);
  });
});

describe('the start', () => {
  it('asks for the privilege with a request that changes nothing, then takes the lock', async () => {
    client.answer = () => refused('EINVAL', 'reserved bit set');
    await writer.start();
    await writer.start();
    expect(client.batches).toEqual([[PROBE]]);
    expect([...locks.held]).toEqual(['neighbor-mark-75']);
  });

  it('without privilege names the cure and takes no lock', async () => {
    client.answer = () => refused('EPERM');
    await expect(writer.start()).rejects.toMatchObject({
      code: 'privilege-missing',
      message: expect.stringContaining('CAP_NET_ADMIN') as unknown,
    });
    expect(locks.held.size).toBe(0);
  });

  it('is refused while another agent has the mark, whose lock stays', async () => {
    locks.held.add('neighbor-mark-75');
    await expect(writer.start()).rejects.toMatchObject({ code: 'already-running' });
    await writer.stop();
    expect([...locks.held]).toEqual(['neighbor-mark-75']);
  });
});

describe('the exit', () => {
  const managed = managedNeighbor();
  const failed = managedNeighbor({ address: OTHER, state: 'FAILED' });
  const pinned = managedNeighbor({
    address: ipAddress('10.0.0.4'),
    isManaged: false,
    state: 'PERMANENT',
  });
  const theirs = neighbor({ address: ipAddress('10.0.0.5') });
  // an administrator's replace drops extern_learn and keeps the mark
  const taken = neighbor({ address: ipAddress('10.0.0.6'), state: 'PERMANENT', protocol: MARK });

  async function exit(onExit: NeighborWriterConfig['onExit']): Promise<void> {
    setUp([managed, failed, pinned, theirs, taken]);
    config.set({ protocol: MARK, onExit });
    await writer.start();
    client.batches.length = 0;
    await writer.stop();
  }

  it('keeps everything, and lets go of the lock', async () => {
    await exit('keep');
    expect(client.batches).toEqual([]);
    expect(locks.held.size).toBe(0);
  });

  it('removes what is ours and only that', async () => {
    await exit('remove');
    expect(client.batches).toEqual([
      [managed, failed, pinned].map(({ ifindex, address }) => ({
        type: 'delete-neighbor',
        ifindex,
        address,
      })),
    ]);
    expect(logger.messages('info')).toEqual(['remove at exit: 3 entries']);
    expect(locks.held.size).toBe(0);
  });

  it('demotes managed and pinned entries, keeping their MAC and our mark; those without a MAC go', async () => {
    await exit('demote');
    expect(client.batches).toHaveLength(1);
    expect(client.requests).toMatchObject([
      {
        type: 'set-neighbor',
        address: managed.address,
        state: 'STALE',
        lladdr: managed.lladdr,
        isManaged: false,
        isExtLearned: true,
        protocol: MARK,
      },
      { type: 'delete-neighbor', address: failed.address },
      { type: 'set-neighbor', address: pinned.address, state: 'STALE', lladdr: pinned.lladdr },
    ]);
  });

  it('is complete, and says what is left, when the kernel cannot be asked', async () => {
    setUp([managed]);
    config.set({ protocol: MARK, onExit: 'remove' });
    await writer.start();
    client.fail('request', new NetlinkError({ operation: 'write', code: 'EBADF', errno: 9 }));
    await writer.stop();
    expect(health.complaints().join()).toContain('kith cleanup');
    expect(locks.held.size).toBe(0);
  });

  it('does nothing where there was no start', async () => {
    setUp([managed]);
    config.set({ protocol: MARK, onExit: 'remove' });
    await writer.stop();
    expect(client.batches).toEqual([]);
  });

  it('comes after each start, once', async () => {
    await exit('remove');
    client.batches.length = 0;
    await writer.stop();
    expect(client.batches).toEqual([]);
    await writer.start();
    expect(locks.held.size).toBe(1);
  });
});
