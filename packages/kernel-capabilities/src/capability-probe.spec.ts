import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLogger } from '@kith/agent-testing';
import { FakeRtnetlinkClient, refused } from '@kith/neighbor-testing';
import { NetlinkError } from '@kith/rtnetlink';

import { CapabilityProbe } from './capability-probe.js';

let client: FakeRtnetlinkClient;
let logger: MemoryLogger;
let probe: CapabilityProbe;

beforeEach(() => {
  client = new FakeRtnetlinkClient();
  logger = new MemoryLogger();
  probe = new CapabilityProbe(client, logger);
});

/** A kernel that knows NDA_FLAGS_EXT and these bits of it. */
function kernelKnows(...bits: readonly number[]): void {
  client.answer = (request) =>
    request.type === 'probe-neighbor-flag' && bits.includes(request.bit)
      ? refused('EINVAL', 'Network address not specified')
      : refused('EINVAL', 'reserved bit set');
}

describe('the probe', () => {
  it('tells apart what the kernel can do and what not', async () => {
    kernelKnows(0);
    await probe.start();
    expect(probe.get('managed').status).toBe('supported');
    expect(probe.get('ext-validated').status).toBe('unsupported');
    expect(probe.list().map(({ name }) => name)).toEqual(['managed', 'ext-validated']);
  });

  it('leaves nothing behind: it sends, once, only requests that cannot create an entry', async () => {
    kernelKnows(0, 2);
    await probe.start();
    await probe.stop();
    const loopback = { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: 1 };
    expect(client.batches).toEqual([
      [
        { ...loopback, bit: 31 },
        { ...loopback, bit: 0 },
        { ...loopback, bit: 2 },
      ],
    ]);
    expect([client.dumps, client.subscriptions.size]).toEqual([[], 0]);
  });

  it('tells an operator in one sentence, and the evidence to whoever debugs', async () => {
    kernelKnows(0);
    await probe.start();
    expect(logger.entries).toEqual([
      {
        level: 'info',
        fields: {},
        message: 'this kernel: managed supported, ext-validated unsupported',
      },
      {
        level: 'debug',
        fields: { capabilities: probe.list() },
        message: 'what the kernel answered',
      },
    ]);
  });

  it('does not know without privilege', async () => {
    client.answer = () => refused('EPERM');
    await probe.start();
    expect(probe.list().map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });

  it('does not start when the socket fails', async () => {
    client.fail('request', new NetlinkError({ operation: 'probe', code: 'EBADF', errno: 9 }));
    await expect(probe.start()).rejects.toMatchObject({ code: 'EBADF' });
  });

  it('says nothing before it has asked', () => {
    expect(probe.list()).toEqual([]);
    expect(() => probe.get('managed')).toThrow('before the probe');
  });
});
