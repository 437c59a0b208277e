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

/** What those say that were taken for granted. */
const ASSUMED = 'assumed: ';

/** Names of what was taken for granted. */
export function assumptions(capabilities: KernelCapabilities): readonly CapabilityName[] {
  return capabilities
    .list()
    .filter(({ evidence }) => evidence.startsWith(ASSUMED))
    .map(({ name }) => name);
}

function assume(capability: Capability): Capability {
  return capability.status === 'unknown'
    ? { ...capability, status: 'supported', evidence: `${ASSUMED}${capability.evidence}` }
    : capability;
}
