export { gateway, interfaceAddress, link, managedNeighbor, neighbor } from './builders.js';
export { FakeKernelCapabilities } from './fake-kernel-capabilities.js';
export { FakeKernelState } from './fake-kernel-state.js';
export { FakeNeighborWriter } from './fake-neighbor-writer.js';
export { FakeNextHopResolver, nextHops, onLink, skipped } from './fake-next-hop-resolver.js';
export { FakeTargetSource } from './fake-target-source.js';
export { FakeTargets } from './fake-targets.js';
export { writtenNeighbor } from './written-neighbor.js';
