export { RtnetlinkClient } from './client.js';
export { createRtnetlinkClient } from './kernel-client.js';
export { NetlinkError } from './netlink-error.js';

export type {
  DumpRow,
  DumpTable,
  Notification,
  NotificationListener,
  RtGroup,
  RtMessage,
  RtResult,
  Subscription,
} from './client.js';
export type { RtnetlinkOptions } from './kernel-client.js';
export type {
  AddressMessage,
  LinkMessage,
  NeighborMessage,
  NexthopMessage,
  RouteLeg,
  RouteMessage,
  RouteType,
  RuleMessage,
} from './messages.js';
export type { NetlinkErrorDetails } from './netlink-error.js';
export type {
  DeleteNeighborRequest,
  GetNeighborRequest,
  GetNexthopRequest,
  GetRouteRequest,
  ProbeNeighborFlagRequest,
  RtRequest,
  SetNeighborRequest,
} from './requests.js';
