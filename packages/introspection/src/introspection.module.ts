import { AdminRoutes } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { NeighborMetrics } from './neighbor-metrics.js';
import { NeighborRoutes } from './neighbor-routes.js';

export const introspectionModule = new ContainerModule(({ bind }) => {
  // the routes, next to those of other plugins
  bind(AdminRoutes).to(NeighborRoutes).inSingletonScope();
  // the gauges, registered when the plugin is constructed
  bind(NeighborMetrics).toSelf().inSingletonScope();
});
