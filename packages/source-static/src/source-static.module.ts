import { ContainerModule } from 'inversify';

import { StaticSource } from './static-source.js';

export const sourceStaticModule = new ContainerModule(({ bind }) => {
  // hands the nodes of the config to Targets
  bind(StaticSource).toSelf().inSingletonScope();
});
