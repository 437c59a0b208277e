import { expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import { SimulatedKernel } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, type Neighbor } from '@kith/net-types';
import type { RtRequest } from '@kith/rtnetlink';

import { withClient } from '../rtnetlink/client-host.js';

const LOOPBACK = ifIndex(1);
const KEY = { ifindex: LOOPBACK, address: ipAddress('10.9.9.9') };
const MANAGED = {
  type: 'set-neighbor',
  state: 'NONE',
  ...{ isExtLearned: true, isManaged: true, isRouter: false, use: false },
  protocol: 75,
} as const;
const REQUESTS: readonly RtRequest[] = [
  { ...MANAGED, ...KEY },
  { type: 'get-neighbor', ...KEY },
  { ...MANAGED, ...KEY, ifindex: ifIndex(9999) },
  ...[0, 1, 2, 31].map((bit) => {
    return { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: LOOPBACK, bit } as const;
  }),
];

it('both kernels rewrite the key of an entry on lo, and answer the same to what they refuse', () =>
  withClient(async (client) => {
    const kernel = new SimulatedKernel(new FakeClock());
    const really = await client.request(REQUESTS);
    const simulated = REQUESTS.map((request) => kernel.carryOut(request));
    expect(simulated.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual(
      really.map(({ ok, error }) => (ok ? 'ok' : error?.details.code)),
    );
    expect(simulated.map((result) => (result.ok ? '' : result.error.details.extAck))).toEqual(
      really.map(({ ok, error }) => (ok ? '' : error?.details.extAck)),
    );
    const onLoopback = (rows: readonly { neighbor: Neighbor }[]): readonly Neighbor[] =>
      rows.map(({ neighbor }) => neighbor).filter(({ ifindex }) => ifindex === LOOPBACK);
    const expected = onLoopback(await client.dump('neighbors'));
    expect(expected).toMatchObject([{ address: '0.0.0.0', state: 'NOARP' }]);
    expect(onLoopback(kernel.list('neighbors'))).toEqual(expected);
  }));
