import type { GrantedLease, LeaseList, ReleasedLease } from '@kith/source-api';

import type { Terminal } from '../cli/terminal.js';
import { age } from './age.js';
import { table } from './table.js';

/** `kith target add`, for a person. */
export function granted({ owner, addresses, expiresIn }: GrantedLease): string {
  return `${owner} has ${count(addresses.length)} for ${left(expiresIn)}\n`;
}

/** `kith target del`, for a person. */
export function released({ owner, released }: ReleasedLease): string {
  return released.length === 0
    ? `${owner} had no targets\n`
    : `${owner} let go of ${count(released.length)}\n`;
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

/** What was held of each source, and is let go now. */
export interface Confirmation {
  readonly confirmed: readonly { readonly source: string; readonly targets: number }[];
}

/** `kith target confirm`, for a person. */
export function confirmed({ confirmed }: Confirmation): string {
  if (confirmed.length === 0) return 'Nothing is held.\n';
  return confirmed
    .map(({ source, targets }) => `source ${source} let go of ${count(targets)}\n`)
    .join('');
}

function count(targets: number): string {
  return targets === 1 ? '1 target' : `${targets} targets`;
}

/** As ages are written: `4m59s`; a second that has begun counts. */
function left(seconds: number): string {
  return age(new Date(0).toISOString(), new Date(Math.ceil(seconds) * 1000));
}
