import type { DumpTable } from './client.js';
import * as uapi from './constants.js';

/** A dump's message type and the header that strict checking wants: all zero but for the family. */
interface DumpRequest {
  readonly type: number;
  readonly payload: Uint8Array;
}

const IFLA_EXT_MASK = 29;
const RTEXT_FILTER_SKIP_STATS = 1 << 3;

/** What has to be asked to list a table: neighbors, routes and rules by family, so that other families stay out. */
export function dumpRequests(table: DumpTable): readonly DumpRequest[] {
  switch (table) {
    case 'links':
      return [{ type: uapi.RTM_GETLINK, payload: linkPayload() }];
    case 'addresses':
      return [{ type: uapi.RTM_GETADDR, payload: header(8, 0) }];
    case 'neighbors':
      return byFamily(uapi.RTM_GETNEIGH, 12);
    case 'routes':
      return byFamily(uapi.RTM_GETROUTE, 12);
    case 'nexthops':
      return [{ type: uapi.RTM_GETNEXTHOP, payload: header(8, 0) }];
    case 'rules':
      return byFamily(uapi.RTM_GETRULE, 12);
  }
}

function byFamily(type: number, bytes: number): DumpRequest[] {
  return [uapi.AF_INET, uapi.AF_INET6].map((family) => ({ type, payload: header(bytes, family) }));
}

function header(bytes: number, family: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  payload[0] = family;
  return payload;
}

/** struct ifinfomsg, and leave out the counters: they are most of a link's message. */
function linkPayload(): Uint8Array {
  const payload = Buffer.alloc(16 + 8);
  payload.writeUInt16LE(8, 16);
  payload.writeUInt16LE(IFLA_EXT_MASK, 18);
  payload.writeUInt32LE(RTEXT_FILTER_SKIP_STATS, 20);
  return payload;
}
