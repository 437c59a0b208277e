export { gateway, interfaceAddress, link, managedNeighbor, neighbor } from './builders.js';
export { FakeKernelCapabilities } from './fake-kernel-capabilities.js';
export { FakeKernelState } from './fake-kernel-state.js';
export { FakeNeighborWriter } from './fake-neighbor-writer.js';
export { FakeNextHopResolver, nextHops, onLink, skipped } from './fake-next-hop-resolver.js';
export { FakeRtnetlinkClient } from './fake-rtnetlink-client.js';
export { FakeSysctls } from './fake-sysctls.js';
export { FakeTargetSource } from './fake-target-source.js';
export { FakeTargets } from './fake-targets.js';
export { nexthopMessage, refused, routeMessage } from './messages.js';
export { SimulatedClient } from './simulated-kernel/simulated-client.js';
export { SimulatedKernel } from './simulated-kernel/simulated-kernel.js';
export { writtenNeighbor } from './written-neighbor.js';

export type { KernelRules } from './simulated-kernel/kernel-rules.js';
export type { NeighborEntry } from './simulated-kernel/neighbor-entry.js';
export type { Heard } from './simulated-kernel/neighbor-table.js';
export type { NudTimes } from './simulated-kernel/nud-times.js';
export type { SimulatedKernelOptions } from './simulated-kernel/simulated-kernel.js';
