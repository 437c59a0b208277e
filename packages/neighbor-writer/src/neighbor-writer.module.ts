import { NeighborWriter } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { KernelWriter } from './kernel-writer.js';

export const neighborWriterModule = new ContainerModule(({ bind }) => {
  // holds the mark's lock while it runs, and carries out onExit when it stops
  bind(KernelWriter).toSelf().inSingletonScope();
  // its write side, for the controller
  bind(NeighborWriter).toService(KernelWriter);
});
