import type { Capability, CapabilityName, KernelCapabilities } from '@kith/neighbor-api';

/** What could not be asked, for want of privilege, is taken for granted: a plan writes nothing, so it may. */
export class AssumedCapabilities implements KernelCapabilities {
  constructor(private readonly asked: KernelCapabilities) {}

  list(): readonly Capability[] {
    return this.asked.list().map(assume);
  }

  get(name: CapabilityName): Capability {
    return assume(this.asked.get(name));
  }
}

function assume(capability: Capability): Capability {
  return capability.status === 'unknown'
    ? { ...capability, status: 'supported', evidence: `assumed: ${capability.evidence}` }
    : capability;
}
