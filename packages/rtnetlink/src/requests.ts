import type { AddressFamily, IfIndex, IpAddress, MacAddress, NudState } from '@kith/net-types';

/** What can be asked or written, told apart by its `type`. */
export type RtRequest =
  | SetNeighborRequest
  | DeleteNeighborRequest
  | GetNeighborRequest
  | GetRouteRequest
  | GetNexthopRequest
  | ProbeNeighborFlagRequest;

/** RTM_NEWNEIGH with NLM_F_CREATE | NLM_F_REPLACE. Every flag is set anew: what is left out is cleared. */
export interface SetNeighborRequest {
  readonly type: 'set-neighbor';
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  readonly state: NudState;
  readonly lladdr?: MacAddress;
  /** NTF_EXT_LEARNED */
  readonly isExtLearned: boolean;
  /** NTF_EXT_MANAGED, in NDA_FLAGS_EXT (Linux 5.16) */
  readonly isManaged: boolean;
  /** NTF_ROUTER: IPv6 only; a write that leaves it out clears it */
  readonly isRouter: boolean;
  /** NTF_USE: resolve it now, if it is not valid */
  readonly use: boolean;
  /** NDA_PROTOCOL, 1-255 */
  readonly protocol: number;
  /** NLM_F_EXCL instead of NLM_F_REPLACE: EEXIST when there is an entry. */
  readonly createOnly?: boolean;
}

/** RTM_DELNEIGH. ENOENT when there is none. */
export interface DeleteNeighborRequest {
  readonly type: 'delete-neighbor';
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
}

/** RTM_GETNEIGH of one entry (Linux 5.0). ENOENT when there is none. */
export interface GetNeighborRequest {
  readonly type: 'get-neighbor';
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
}

/** RTM_GETROUTE with RTM_F_FIB_MATCH: the FIB entry that this lookup ends at. EHOSTUNREACH or ENETUNREACH where there is none. */
export interface GetRouteRequest {
  readonly type: 'get-route';
  readonly address: IpAddress;
  /** RTA_OIF: only routes over this device. */
  readonly oif?: IfIndex;
  /** RTA_IIF: as if the packet came in here. */
  readonly iif?: IfIndex;
  /** RTA_SRC */
  readonly from?: IpAddress;
  /** RTA_MARK */
  readonly mark?: number;
}

/** RTM_GETNEXTHOP of one object. ENOENT when there is none. */
export interface GetNexthopRequest {
  readonly type: 'get-nexthop';
  readonly id: number;
}

/**
 * RTM_NEWNEIGH with one bit of NDA_FLAGS_EXT and without NDA_DST: can never create an entry, and always
 * fails; which error says whether the kernel knows the bit (kernel-capabilities).
 */
export interface ProbeNeighborFlagRequest {
  readonly type: 'probe-neighbor-flag';
  readonly family: AddressFamily;
  readonly ifindex: IfIndex;
  /** 0-31 */
  readonly bit: number;
}
