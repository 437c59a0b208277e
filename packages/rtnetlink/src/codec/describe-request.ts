import type { RtRequest } from '../requests.js';

/** What was asked, in words, for errors. */
export function describeRequest(request: RtRequest): string {
  switch (request.type) {
    case 'set-neighbor':
      return `set neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'delete-neighbor':
      return `delete neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'get-neighbor':
      return `get neighbor ${request.address} on ifindex ${request.ifindex}`;
    case 'get-route': {
      const { address, oif, iif, from, mark } = request;
      let text = `get route to ${address}`;
      if (oif !== undefined) text += ` oif ${oif}`;
      if (iif !== undefined) text += ` iif ${iif}`;
      if (from !== undefined) text += ` from ${from}`;
      if (mark !== undefined) text += ` mark ${mark}`;
      return text;
    }
    case 'get-nexthop':
      return `get nexthop ${request.id}`;
    case 'probe-neighbor-flag':
      return `probe bit ${request.bit} of NDA_FLAGS_EXT on ifindex ${request.ifindex}`;
  }
}
