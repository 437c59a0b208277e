import type { AdminRoute } from '@kith/agent-api';
import type * as z from 'zod';

import { grantedLease, lease, leaseList, leaseRequest, releasedLease } from './documents.js';

/** What can be asked, for the routes that answer it and the description of them. */
export interface Operation {
  readonly method: AdminRoute['method'];
  readonly path: string;
  readonly summary: string;
  /** What the body must be; undefined = there is none. */
  readonly body?: z.ZodObject;
  readonly answer: z.ZodObject;
  /** When it is refused, by status. */
  readonly refusals: Readonly<Record<number, string>>;
}

const OFF = 'source-api is off.';

export const OPERATIONS = {
  list: {
    method: 'GET',
    path: '/v1/leases',
    summary: 'Every owner with a lease.',
    answer: leaseList,
    refusals: { 404: OFF },
  },
  put: {
    method: 'PUT',
    path: '/v1/targets/{owner}',
    summary:
      'Has these addresses kept resolved, instead of what the owner had, until the lease ends. The same again renews it.',
    body: leaseRequest,
    answer: grantedLease,
    refusals: {
      400: 'The body or the name is not what it should be, or the lease is longer than maxLease. Nothing was changed.',
      404: OFF,
      429: 'More new addresses than targetsPerSecond lets through now (Retry-After says when it will), or more owners than maxOwners. Nothing was changed.',
    },
  },
  get: {
    method: 'GET',
    path: '/v1/targets/{owner}',
    summary: 'What the owner has.',
    answer: lease,
    refusals: { 400: 'The name is none.', 404: `It has no lease, or ${OFF}` },
  },
  delete: {
    method: 'DELETE',
    path: '/v1/targets/{owner}',
    summary: 'Ends the lease of the owner now. Succeeds where there is none.',
    answer: releasedLease,
    refusals: { 400: 'The name is none.', 404: OFF },
  },
} as const satisfies Record<string, Operation>;
