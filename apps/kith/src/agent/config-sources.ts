import type { ConfigSources, Environment } from '@kith/agent-runtime';

import type { ConfigRequest } from '../cli/command-context.js';
import { defaultConfig } from '../default-config.js';

/** The agent's name: environment variables, metrics and locks begin with it. */
export const AGENT = 'kith';

/** The layers of the config, for the runtime to merge. */
export function configSources(
  { file, flags }: ConfigRequest,
  environment: Environment,
): ConfigSources {
  return {
    builtIn: defaultConfig,
    environment,
    ...(file === undefined ? {} : { file }),
    ...(flags === undefined ? {} : { flags }),
  };
}
