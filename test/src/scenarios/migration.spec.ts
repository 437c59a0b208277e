import { expect } from '@jest/globals';

import { scenario } from '../scenario.js';
import { lan } from './lan.js';
import { Validity } from './validity.js';

scenario(
  'D4',
  'PERMANENT entries of a device are converted where they answer, without a lapse, else removed',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    const [near, far] = [await peer.mac('eth0'), await peer.mac('eth1')];
    const stale = '02:00:00:00:00:99';
    await node.ip(`neigh add 10.0.0.3 lladdr ${near} dev eth0 nud permanent`);
    await node.ip(`neigh add 10.0.0.4 lladdr ${stale} dev eth0 nud permanent`);
    await node.ip(`neigh add 10.1.0.3 lladdr ${far} dev eth1 nud permanent`);
    await node.ip(`neigh add 10.0.0.5 lladdr ${near} dev eth0 nud permanent protocol zebra`);
    const migrate = ['cleanup', '--migrate-permanent', 'eth0'];

    const before = await node.neighborLines();
    const plan = await node.kith(...migrate, '--dry-run');
    expect(plan.stdout).toContain('2 would be checked.');
    expect(await node.neighborLines()).toEqual(before);

    const watch = await Validity.watch(node, '10.0.0.3');
    const migration = node.kith(...migrate);
    await took('migrated', migration);
    expect((await migration).stdout).toContain('1 converted, 1 removed, 0 failed.');
    expect(await watch.over()).toEqual([]);
    const rows = await node.neighbors();
    const kept = rows.filter(({ address }) => address.startsWith('10.'));
    expect(
      kept
        .map(({ address, state, lladdr, protocol }) =>
          [address, lladdr, protocol ?? '-', state === 'PERMANENT' ? state : 'dynamic'].join(' '),
        )
        .sort(),
    ).toEqual([
      `10.0.0.3 ${near} 75 dynamic`,
      `10.0.0.5 ${near} zebra PERMANENT`,
      `10.1.0.3 ${far} - PERMANENT`,
    ]);
  },
  { strategies: ['managed'] },
);
