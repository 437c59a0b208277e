import { NeighborStrategy } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { AgentRefreshStrategy } from './agent-refresh-strategy.js';

export const strategyAgentRefreshModule = new ContainerModule(({ bind }) => {
  // one strategy among others; neighbor-controller chooses by id
  bind(NeighborStrategy).to(AgentRefreshStrategy).inSingletonScope();
});
