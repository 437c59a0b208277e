import { expect } from '@jest/globals';
import { eventually } from '@kith/lab';

import { scenario } from '../scenario.js';
import { targets } from './ask.js';
import { lan, nodes } from './lan.js';

scenario(
  'B9',
  'the new gateway is resolved before the old one goes',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await settled(node, '10.0.0.3 eth0');

    const news = await node.monitor();
    await node.ip('route replace 10.8.0.0/16 via 10.0.0.4');
    await took('the new gateway', settled(node, '10.0.0.4 eth0'));
    const gone = await news.until(
      ({ kind, address }) => kind === 'deleted' && address === '10.0.0.3',
    );
    const usable = await news.until(({ lladdr, address }) => !!lladdr && address === '10.0.0.4');
    expect(news.events.indexOf(usable)).toBeLessThan(news.events.indexOf(gone));
  },
);

scenario(
  'B9',
  'the old gateway stays while the new one does not answer',
  async ({ lab, entries, settled, took }) => {
    const { node, peer } = await lan(lab);
    await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await settled(node, '10.0.0.3 eth0');

    await node.ip('route replace 10.8.0.0/16 via 10.0.0.99');
    await eventually(async () => expect(await entries(node)).toHaveLength(2));
    expect(await entries(node)).toContain('10.0.0.3 eth0');

    await peer.ip('addr add 10.0.0.99/24 dev eth0');
    await took('swapped when it answers', settled(node, '10.0.0.99 eth0'));
  },
);

scenario('B13', 'a rule changes', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
  await node.ip('route add 10.8.0.0/16 via 10.0.0.4 table 100');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await settled(node, '10.0.0.3 eth0');
  await node.ip('rule add to 10.8.0.0/16 lookup 100');
  await took('the new answer', settled(node, '10.0.0.4 eth0'));
});

scenario('B13', 'a nexthop object is replaced', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('nexthop add id 1 via 10.0.0.3 dev eth0');
  await node.ip('route add 10.8.0.0/16 nhid 1');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await settled(node, '10.0.0.3 eth0');
  await node.ip('nexthop replace id 1 via 10.0.0.4 dev eth0');
  await took('the new answer', settled(node, '10.0.0.4 eth0'));
});

scenario('B13', 'a link goes down', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('route add default via 10.1.0.254');
  await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
  const agent = await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await settled(node, '10.0.0.3 eth0', '10.1.0.254 eth1');
  await node.ip('link set eth0 down');
  const left = [{ device: 'eth1', address: '10.1.0.254', status: 'resolved' }];
  await took(
    'looked up again',
    eventually(async () =>
      expect(await targets(agent)).toMatchObject([{ address: '10.8.0.1', nextHops: left }]),
    ),
  );
  await settled(node, '10.1.0.254 eth1');
});

scenario('B13', 'an address is removed, and its routes with it', async ({ lab, settled, took }) => {
  const { node, peer } = await lan(lab);
  await node.ip('addr add 10.2.0.1/24 dev eth0');
  await peer.ip('addr add 10.2.0.3/24 dev eth0');
  await node.ip('route add 10.8.0.0/16 via 10.2.0.3 src 10.2.0.1');
  await node.ip('route add 10.0.0.0/8 via 10.0.0.4');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await settled(node, '10.2.0.3 eth0', '10.0.0.4 eth0');
  await node.ip('addr del 10.2.0.1/24 dev eth0');
  await took('the new answer', settled(node, '10.0.0.4 eth0'));
});
