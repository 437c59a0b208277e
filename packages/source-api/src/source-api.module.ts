import { AdminRoutes } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { ApiSource } from './api-source.js';
import { LeaseRoutes } from './lease-routes.js';

export const sourceApiModule = new ContainerModule(({ bind }) => {
  // holds the leases and hands their addresses to Targets
  bind(ApiSource).toSelf().inSingletonScope();
  // how programs reach it
  bind(LeaseRoutes).toSelf().inSingletonScope();
  bind(AdminRoutes).toService(LeaseRoutes);
});
