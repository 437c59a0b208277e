import type { GrantedLease, LeaseList, ReleasedLease } from '@kith/source-api';

import type { Terminal } from '../cli/terminal.js';
import { age } from './age.js';
import { table } from './table.js';

/** `kith target add`, for a person. */
export function granted({ owner, addresses, expiresIn }: GrantedLease): string {
  return `${owner} has ${targets(addresses)} for ${left(expiresIn)}\n`;
}

/** `kith target del`, for a person. */
export function released({ owner, released }: ReleasedLease): string {
  return released.length === 0
    ? `${owner} had no targets\n`
    : `${owner} let go of ${targets(released)}\n`;
}

/** `kith target list`, for a person. */
export function list({ leases }: LeaseList, terminal: Terminal): string | Promise<string> {
  if (leases.length === 0) return 'No owner has a lease.\n';
  return table(
    leases,
    [
      { title: 'OWNER', value: ({ owner }) => owner, isWhole: true },
      { title: 'LEFT', value: ({ expiresIn }) => left(expiresIn) },
      { title: 'TARGETS', value: ({ addresses }) => addresses.join(', '), isFlexible: true },
    ],
    terminal,
  );
}

function targets(addresses: readonly string[]): string {
  return addresses.length === 1 ? '1 target' : `${addresses.length} targets`;
}

/** As ages are written: `4m59s`; a second that has begun counts. */
function left(seconds: number): string {
  return age(new Date(0).toISOString(), new Date(Math.ceil(seconds) * 1000));
}
