export { checkTarget } from './check-target.js';
export { HeldRemovals } from './held-removals.js';
export { KernelCapabilities } from './kernel-capabilities.js';
export { KernelState } from './kernel-state.js';
export { labelSelector } from './label-selector.js';
export { NeighborStrategy } from './neighbor-strategy.js';
export { NeighborView } from './neighbor-view.js';
export { isOurs, markLock, NeighborWriter } from './neighbor-writer.js';
export { NextHopResolver } from './next-hop-resolver.js';
export { nodeChoice, selectorText } from './node-choice.js';
export { nodeClaim, nodeList, nodeRecord } from './node-record.js';
export { askedEntry, newEntry, ownEntry, removal, usedEntry } from './plain-writes.js';
export { RefreshController } from './refresh-controller.js';
export { sysctlName, Sysctls } from './sysctls.js';
export { Targets } from './targets.js';
export { WantedNodes } from './wanted-nodes.js';
export { warnOfRefused } from './warn-of-refused.js';

export type { CheckedTarget } from './check-target.js';
export type { Capability, CapabilityName } from './kernel-capabilities.js';
export type { Changed, KernelChange, RouteChange } from './kernel-state.js';
export type { HeldRemoval } from './held-removals.js';
export type { LabelSelector } from './label-selector.js';
export type { NeighborPlan, PlanItem } from './neighbor-strategy.js';
export type {
  DeviceReport,
  DiscoverySummary,
  ExplainedEntry,
  Explanation,
  NeighborEvent,
  NeighborEventKind,
  NeighborReport,
  NeighborStatus,
  PendingWrite,
  TargetReport,
} from './neighbor-view.js';
export type {
  AppliedWrite,
  DeleteNeighbor,
  NeighborWrite,
  RestateNeighbor,
  SetNeighbor,
  WriteFailure,
  WriteResult,
} from './neighbor-writer.js';
export type {
  AnswerBasis,
  Lookup,
  NextHopAnswer,
  NextHopQuery,
  SkipReason,
} from './next-hop-resolver.js';
export type { NodeRecord } from './node-record.js';
export type { RefreshWish } from './refresh-controller.js';
export type { SysctlName, SysctlReading } from './sysctls.js';
export type {
  RefusedTarget,
  TargetAddress,
  TargetClaim,
  TargetClass,
  TargetSource,
  TargetSourceInfo,
} from './targets.js';
export type { NodeWish } from './wanted-nodes.js';
