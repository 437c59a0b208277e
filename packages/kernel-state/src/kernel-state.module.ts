import { KernelState, Sysctls } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { CarrierLoss } from './carrier-loss.js';
import { KernelMirror } from './kernel-mirror.js';
import { ProcSysctls } from './proc-sysctls.js';

export const kernelStateModule = new ContainerModule(({ bind }) => {
  // the mirror and what keeps it true
  bind(KernelMirror).toSelf().inSingletonScope();
  // its read side, for the other plugins
  bind(KernelState).toService(KernelMirror);
  // settings of the kernel that are not to be had by netlink
  bind(Sysctls)
    .toResolvedValue(() => new ProcSysctls())
    .inSingletonScope();
  // keepOnCarrierLoss
  bind(CarrierLoss).toSelf().inSingletonScope();
});
