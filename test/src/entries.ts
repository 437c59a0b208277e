import { expect } from '@jest/globals';
import { eventually, type Host, type NeighborRow } from '@kith/lab';

import { isAsMade, type Strategy } from './strategies.js';

/**
 * What is marked in a host's table, sorted: `10.0.0.3 eth0` for an entry that is as the strategy makes them
 * (its flags, our mark, with a MAC), else followed by what it is instead.
 */
export async function entriesOf(host: Host, strategy: Strategy): Promise<readonly string[]> {
  const rows = await host.neighbors();
  return rows
    .filter(isMarked)
    .map((row) => {
      const { address, device, lladdr, state, flags, protocol } = row;
      const actual = [lladdr, ...flags, state, 'proto', protocol].join(' ');
      return isAsMade(strategy, row) ? `${address} ${device}` : `${address} ${device}: ${actual}`;
    })
    .sort();
}

function isMarked({ protocol, flags }: NeighborRow): boolean {
  return protocol === '75' || flags.includes('managed') || flags.includes('extern_learn');
}

/** Waits until these are the entries of a host. */
export function settledAs(
  strategy: Strategy,
  host: Host,
  expected: readonly string[],
): Promise<number> {
  const sorted = [...expected].sort();
  return eventually(async () => expect(await entriesOf(host, strategy)).toEqual(sorted), {
    describe: `the entries of ${host.name}`,
  });
}
