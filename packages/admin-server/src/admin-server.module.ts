import { ContainerModule } from 'inversify';

import { AdminServer } from './admin-server.js';
import { Probes } from './probes.js';

export const adminServerModule = new ContainerModule(({ bind }) => {
  // what runs
  bind(AdminServer).toSelf().inSingletonScope();
  // health, readiness and metrics, for both of its endpoints
  bind(Probes).toSelf().inSingletonScope();
});
