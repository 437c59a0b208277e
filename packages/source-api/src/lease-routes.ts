import { AgentError, type AdminRequest, type AdminRoute, AdminRoutes } from '@kith/agent-api';
import { inject, injectable } from 'inversify';

import { ApiSource } from './api-source.js';
import type { GrantedLease } from './documents.js';
import { OWNER_NAME } from './limits.js';

const OWN = '/v1/targets/{owner}';

/** What programs ask over the admin socket; described by `OPERATIONS`. */
@injectable()
export class LeaseRoutes implements AdminRoutes {
  readonly id = 'source-api';
  readonly routes: readonly AdminRoute[] = [
    { method: 'GET', path: '/v1/leases', handle: () => ({ leases: this.source.all() }) },
    { method: 'PUT', path: OWN, handle: (request) => this.put(request) },
    { method: 'GET', path: OWN, handle: (request) => this.source.lease(ownerOf(request)) },
    { method: 'DELETE', path: OWN, handle: (request) => this.source.release(ownerOf(request)) },
  ];

  constructor(@inject(ApiSource) private readonly source: ApiSource) {}

  private async put(request: AdminRequest): Promise<GrantedLease> {
    const owner = ownerOf(request);
    // an agent that nobody asks does not pay for the schemas
    const { parseLeaseRequest } = await import('./lease-request.js');
    return this.source.put(owner, parseLeaseRequest(request.body));
  }
}

/** @throws AgentError `bad-request` */
function ownerOf({ parameter }: AdminRequest): string {
  if (OWNER_NAME.test(parameter)) return parameter;
  throw new AgentError(
    'bad-request',
    `"${parameter}" is no name of an owner; write letters, digits and . _ : @ - beginning with a letter or digit, 128 at most`,
  );
}
