import { KernelState } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { KernelMirror } from './kernel-mirror.js';

export const kernelStateModule = new ContainerModule(({ bind }) => {
  // the mirror and what keeps it true
  bind(KernelMirror).toSelf().inSingletonScope();
  // its read side, for the other plugins
  bind(KernelState).toService(KernelMirror);
});
