import { NeighborStrategy } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { ManagedStrategy } from './managed-strategy.js';

export const strategyManagedModule = new ContainerModule(({ bind }) => {
  // one strategy among others; neighbor-controller chooses by id
  bind(NeighborStrategy).to(ManagedStrategy).inSingletonScope();
});
