import { RefreshController } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { RefreshTurns } from './refresh-turns.js';

export const refreshControllerModule = new ContainerModule(({ bind }) => {
  // when it is whose turn
  bind(RefreshTurns).toSelf().inSingletonScope();
  // for neighbor-controller, which says who has turns and acts on them
  bind(RefreshController).toService(RefreshTurns);
});
