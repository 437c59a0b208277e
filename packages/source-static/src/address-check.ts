import type { ConfigCheck } from '@kith/agent-api';
import { checkTarget } from '@kith/neighbor-api';

import type { SourceStaticConfig } from './source-static.config.js';

/** Warns of addresses that can be no targets, which `Targets` will refuse; one of them does not take the others along. */
export const addressCheck: ConfigCheck = {
  plugin: 'source-static',
  check: ({ nodes }: SourceStaticConfig) =>
    nodes.flatMap(({ addresses }, i) =>
      addresses.flatMap((address, j) => {
        const checked = checkTarget(address);
        if (!('reason' in checked)) return [];
        const message = `${address} ${checked.reason}; it is left out`;
        return [{ severity: 'warning' as const, path: ['nodes', i, 'addresses', j], message }];
      }),
    ),
};
