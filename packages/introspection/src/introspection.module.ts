import { AdminRoutes } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { NeighborMetrics } from './neighbor-metrics.js';
import { NeighborRoutes } from './neighbor-routes.js';
import { RemovalRoutes } from './removal-routes.js';

export const introspectionModule = new ContainerModule(({ bind }) => {
  // the routes, next to those of other plugins
  bind(AdminRoutes).to(NeighborRoutes).inSingletonScope();
  // the one thing that an operator decides here
  bind(AdminRoutes).to(RemovalRoutes).inSingletonScope();
  // the gauges, registered when the plugin is constructed
  bind(NeighborMetrics).toSelf().inSingletonScope();
});
