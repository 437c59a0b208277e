import type { Logger } from '@kith/agent-api';

import type { RefusedTarget } from './targets.js';

/** As many are told one by one: a source may offer a million. */
const MOST_TOLD = 10;

/** Says in the log what `Targets` refused of what a source asked for. */
export function warnOfRefused(
  logger: Pick<Logger, 'warn'>,
  refused: readonly RefusedTarget[],
): void {
  for (const { owner, address, reason } of refused.slice(0, MOST_TOLD)) {
    logger.warn({ owner, address, reason }, `${owner}: ${address} ${reason}`);
  }
  const rest = refused.length - MOST_TOLD;
  if (rest > 0) logger.warn({}, `and ${rest} more that are refused; see kith targets`);
}
