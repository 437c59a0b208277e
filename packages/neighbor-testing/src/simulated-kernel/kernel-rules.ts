import type { NudState } from '@kith/net-types';

import type { NeighborEntry } from './neighbor-entry.js';

/**
 * Decisions of the kernel that are a surprise and that Kith rests on (KERNEL.md). They stand apart so that
 * the differential test can prove, by turning one into its opposite, that it would notice.
 */
export interface KernelRules {
  /** What a managed or NTF_USE write makes of a state before it has the entry resolved. */
  stateToResolve(state: NudState): NudState;
  /** NDA_PROTOCOL after a write; 0 = the write left it out. */
  protocolAfter(before: number, written: number): number;
  /** NTF_EXT_MANAGED after a write. */
  isManagedAfter(before: boolean, written: boolean): boolean;
  /** NTF_ROUTER after a write that is neither managed nor NTF_USE. */
  isRouterAfter(before: boolean, written: boolean): boolean;
  /** Whether an entry stays that was made for a write which was then refused. */
  isRemnantLeft: boolean;
  survivesCarrierLoss(entry: NeighborEntry): boolean;
  survivesLinkDown(entry: NeighborEntry): boolean;
  survivesOwnMacChange(entry: NeighborEntry): boolean;
  /** When the last IPv4 address of the device goes. */
  survivesLastAddress(entry: NeighborEntry): boolean;
}

/** As measured on Linux 6.18, and read in its net/core/neighbour.c. */
export const LINUX_RULES: KernelRules = {
  stateToResolve: (state) => (state === 'PERMANENT' ? 'NONE' : state),
  protocolAfter: (before, written) => (written === 0 ? before : written),
  isManagedAfter: (_before, written) => written,
  isRouterAfter: (_before, written) => written,
  isRemnantLeft: true,
  survivesCarrierLoss: ({ state }) => state === 'PERMANENT',
  survivesLinkDown: () => false,
  survivesOwnMacChange: () => false,
  survivesLastAddress: () => false,
};
