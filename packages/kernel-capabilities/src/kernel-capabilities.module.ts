import { KernelCapabilities } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { CapabilityProbe } from './capability-probe.js';

export const kernelCapabilitiesModule = new ContainerModule(({ bind }) => {
  // asks the kernel once, when it starts
  bind(CapabilityProbe).toSelf().inSingletonScope();
  // what it found, for whoever has to choose; no alias, so that a host can wrap it (onActivation)
  bind(KernelCapabilities)
    .toResolvedValue((probe: CapabilityProbe) => probe, [CapabilityProbe])
    .inSingletonScope();
});
