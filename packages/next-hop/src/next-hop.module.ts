import { NextHopResolver } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { FibResolver } from './fib-resolver.js';

export const nextHopModule = new ContainerModule(({ bind }) => {
  // the kernel's FIB, asked in batches
  bind(NextHopResolver).to(FibResolver).inSingletonScope();
});
