import { ConfigCheck } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { addressCheck } from './address-check.js';
import { StaticSource } from './static-source.js';

export const sourceStaticModule = new ContainerModule(({ bind }) => {
  // hands the nodes of the config to Targets
  bind(StaticSource).toSelf().inSingletonScope();
  // tells whoever has the config checked which of them it will be refused
  bind(ConfigCheck).toConstantValue(addressCheck);
});
