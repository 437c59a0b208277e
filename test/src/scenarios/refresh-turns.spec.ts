import { expect } from '@jest/globals';
import { eventually } from '@kith/lab';

import { scenario } from '../scenario.js';
import { ageFast, confirmations, confirmed, gaps, refreshing } from './aging.js';
import { counter } from './ask.js';
import { whileTalking } from './conversation.js';
import { lan, nodes } from './lan.js';

const TURNS = 'kith_neighbor_refreshes_total';
const UNDER = { strategies: ['agent-refresh'] } as const;
const DEAD = '10.0.0.9';

scenario(
  'G3',
  'an idle neighbor is resolved anew each period, one that traffic confirms is left alone',
  async ({ lab, note }) => {
    const { node, peer } = await lan(lab);
    await ageFast(node, 'eth0', 'eth1');
    const monitor = await node.monitor();
    const config = nodes({ idle: '10.0.0.3', busy: '10.1.0.3' }, refreshing({ period: '3s' }));
    await whileTalking(node, peer, '10.1.0.3', async () => {
      await lab.agent(node, config);
      await confirmed(monitor, '10.0.0.3', 6);
    });
    const idle = gaps(confirmations(monitor, '10.0.0.3')).slice(1);
    note(`gaps of ${idle.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`);
    expect(Math.min(...idle)).toBeGreaterThan(2500);
    const stale = monitor.events.filter(
      ({ address, state }) => address === '10.1.0.3' && state === 'STALE',
    );
    expect(stale).toEqual([]);
  },
  UNDER,
);

scenario(
  'G3',
  'one that does not answer is asked again, and found when it does',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    const capture = await node.capture('eth0');
    const agent = await lab.agent(node, nodes({ dead: DEAD }, refreshing({})));
    // three questions a round
    await eventually(
      () =>
        expect(
          capture.solicitations.filter(({ target }) => target === DEAD).length,
        ).toBeGreaterThanOrEqual(6),
      { within: 30_000 },
    );
    expect(await counter(agent, TURNS)).toBeGreaterThanOrEqual(1);
    await peer.ip(`addr add ${DEAD}/24 dev eth0`);
    await took(
      'resolved',
      eventually(
        async () =>
          expect(await node.neighbors('eth0')).toContainEqual(
            expect.objectContaining({ address: DEAD, state: 'REACHABLE', flags: ['extern_learn'] }),
          ),
        { within: 20_000 },
      ),
    );
  },
  UNDER,
);

scenario(
  'G3',
  'period 0 turns it off, and a reload on again',
  async ({ lab }) => {
    const { node } = await lan(lab);
    await ageFast(node, 'eth0');
    const monitor = await node.monitor();
    const given = { node2: '10.0.0.3' };
    const agent = await lab.agent(node, nodes(given, refreshing({ period: '0' })));
    await monitor.until(({ address, state }) => address === '10.0.0.3' && state === 'STALE');
    expect(await counter(agent, TURNS)).toBe(0);
    await agent.reload(nodes(given, refreshing({ period: '1s' })));
    await confirmed(monitor, '10.0.0.3', 3);
  },
  UNDER,
);
