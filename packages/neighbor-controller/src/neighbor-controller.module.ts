import { ConfigCheck } from '@kith/agent-api';
import { HeldRemovals, NeighborView, Targets } from '@kith/neighbor-api';
import { ContainerModule } from 'inversify';

import { ControllerView } from './controller-view.js';
import { NeighborController } from './neighbor-controller.js';
import { StrategyChoice } from './strategy-choice.js';
import { TargetRegistry } from './target-registry.js';

export const neighborControllerModule = new ContainerModule(({ bind }) => {
  // who wants what: sources write it, the controller follows it
  bind(TargetRegistry).toSelf().inSingletonScope();
  // a binding of its own, so that a host can put something in front of it
  bind(Targets)
    .toResolvedValue((registry: TargetRegistry) => registry, [TargetRegistry])
    .inSingletonScope();
  // what of it is too much at once, for whoever is asked to confirm it
  bind(HeldRemovals).toService(TargetRegistry);
  // which of the contributed strategies is in force
  bind(StrategyChoice).toSelf().inSingletonScope();
  // one that there is not, or that this kernel lacks, is refused with the config that names it
  bind(ConfigCheck).toService(StrategyChoice);
  // the decider
  bind(NeighborController).toSelf().inSingletonScope();
  // what it knows, for introspection
  bind(NeighborView).to(ControllerView).inSingletonScope();
});
