import { NeighborStrategy } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { PermanentStrategy } from './permanent-strategy.js';

export const strategyPermanentModule = new ContainerModule(({ bind }) => {
  // one strategy among others; neighbor-controller chooses by id
  bind(NeighborStrategy).to(PermanentStrategy).inSingletonScope();
});
