import {
  type ConfigFlag,
  configFlags,
  type ConfigRow,
  configSchema,
  describeConfig,
  type Environment,
  loadConfig,
} from '@kith/agent-runtime';

import type { ConfigRequest } from '../cli/command-context.js';
import { plugins } from '../plugins.js';
import { AGENT, configSources } from './config-sources.js';

/** Every key of the config in force. @throws AgentError `config-invalid` */
export async function describeLocalConfig(
  request: ConfigRequest,
  environment: Environment,
): Promise<readonly ConfigRow[]> {
  return describeConfig(await loadConfig(AGENT, plugins, configSources(request, environment)));
}

export function localConfigSchema(): unknown {
  return configSchema(plugins);
}

export function localConfigFlags(): readonly ConfigFlag[] {
  return configFlags(plugins);
}
