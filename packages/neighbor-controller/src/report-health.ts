import type { Health } from '@kith/agent-api';

import type { DesiredNeighbors } from './desired-neighbors.js';
import type { NeighborControllerConfig } from './neighbor-controller.config.js';
import type { Reconciler } from './reconciler.js';
import type { Selection } from './selection.js';
import type { TargetRegistry } from './target-registry.js';

interface Sight {
  readonly registry: Pick<TargetRegistry, 'isOverLimit' | 'heldRemovals'>;
  readonly desired: Pick<DesiredNeighbors, 'overLimit'>;
  readonly reconciler: Pick<Reconciler, 'failing'>;
}

/** Says what is over a limit or cannot be written, and takes it back once it is not. */
export function reportHealth(
  health: Health,
  { registry, desired, reconciler }: Sight,
  { maxTargets, maxNeighbors }: Pick<NeighborControllerConfig, 'maxTargets' | 'maxNeighbors'>,
): void {
  report(
    health.scope('targets'),
    registry.isOverLimit,
    () => `targets were refused: over maxTargets (${maxTargets}); raise it or offer fewer`,
  );
  report(
    health.scope('neighbors'),
    desired.overLimit.size > 0,
    () =>
      `${desired.overLimit.size} targets are not served: over maxNeighbors (${maxNeighbors}); raise it`,
  );
  const { heldRemovals } = registry;
  report(health.scope('removals'), heldRemovals.length > 0, () =>
    heldRemovals
      .map(
        ({ source, targets, until }) =>
          `source ${source} would take away ${targets} targets at once, most of what it has; they stay until ${until.toISOString()} (neighbor-controller.holdRemovals); "kith target confirm ${source}" lets them go now`,
      )
      .join('; '),
  );
  const failing = reconciler.failing();
  report(
    health.scope('writes'),
    failing.length > 0,
    () => `${failing.length} entries cannot be written, the first: ${failing[0]}`,
  );
}

/** Says which devices the config names and are not there. */
export function reportMissing(health: Health, { missing }: Pick<Selection, 'missing'>): void {
  report(
    health.scope('devices'),
    missing.length > 0,
    () =>
      `there is no device ${missing.join(', ')}; it is served as soon as there is, else mend its name in neighbor-controller`,
  );
}

function report(health: Health, isBad: boolean, message: () => string): void {
  if (isBad) health.degraded(message());
  else health.ok();
}
