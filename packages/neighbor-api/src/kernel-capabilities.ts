import type { ServiceIdentifier } from 'inversify';

/** `managed`: NTF_EXT_MANAGED (Linux 5.16). `ext-validated`: NTF_EXT_EXT_VALIDATED (Linux 6.17). */
export type CapabilityName = 'managed' | 'ext-validated';

/** One thing that a kernel can do or not. */
export interface Capability {
  readonly name: CapabilityName;
  /** `unknown`: it could not be asked (no CAP_NET_ADMIN); counts as unsupported where a choice must be made. */
  readonly status: 'supported' | 'unsupported' | 'unknown';
  /** What the kernel answered, in one line. */
  readonly evidence: string;
}

/** What this kernel can do; probed when the plugin starts. Implemented by kernel-capabilities. */
export interface KernelCapabilities {
  /** In a fixed order. */
  list(): readonly Capability[];
  get(name: CapabilityName): Capability;
}

export const KernelCapabilities = Symbol.for(
  '@kith/neighbor-api/KernelCapabilities',
) as ServiceIdentifier<KernelCapabilities>;
