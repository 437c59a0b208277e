import type { RtRequest } from './requests.js';

/** What was asked, in words, for errors. */
export function describeRequest(request: RtRequest): string {
  switch (request.type) {
    case 'set-neighbor':
      return `set neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'delete-neighbor':
      return `delete neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'get-neighbor':
      return `get neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'get-route':
      return `look up the route to ${request.address}${request.oif === undefined ? '' : ` over ifindex ${request.oif}`}`;
    case 'get-nexthop':
      return `get nexthop ${request.id}`;
    case 'probe-neighbor-flag':
      return `probe neighbor flag bit ${request.bit}`;
  }
}
