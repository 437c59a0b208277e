import { ContainerModule } from 'inversify';

import { GatewaySource } from './gateway-source.js';

export const sourceGatewaysModule = new ContainerModule(({ bind }) => {
  // hands the gateways of the routing tables to Targets
  bind(GatewaySource).toSelf().inSingletonScope();
});
