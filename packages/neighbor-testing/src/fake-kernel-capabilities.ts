import type { Capability, CapabilityName, KernelCapabilities } from '@kith/neighbor-api';

/** A kernel that can do everything but what the test says. */
export class FakeKernelCapabilities implements KernelCapabilities {
  constructor(
    private readonly statuses: Partial<Record<CapabilityName, Capability['status']>> = {},
  ) {}

  list(): readonly Capability[] {
    return (['managed', 'ext-validated'] as const).map((name) => this.get(name));
  }

  get(name: CapabilityName): Capability {
    return { name, status: this.statuses[name] ?? 'supported', evidence: 'a test says so' };
  }
}
