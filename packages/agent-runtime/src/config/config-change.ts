import { isDeepStrictEqual } from 'node:util';

import { AgentError } from '@kith/agent-api';
import { formatPath, valueAt } from '@kith/yaml-document';

import { type ConfigKey, configKeys } from './config-key.js';
import type { LoadedConfig } from './load-config.js';

/**
 * Refuses a config that differs from the current one in a key that a running plugin reads only at
 * its start.
 * @throws AgentError `config-invalid` naming each such key and who changed it
 */
export function refuseRestartChanges(
  current: LoadedConfig,
  next: LoadedConfig,
  isRunning: (id: string) => boolean,
): void {
  const lines = configKeys(current.plugins)
    .filter((key) => key.info.reload === 'restart' && isRunning(key.section.id))
    // a plugin that the new config stops reads the new value when it starts again
    .filter((key) => next.sections.get(key.section.id)?.isEnabled)
    .filter((key) => !isDeepStrictEqual(parsedValue(current, key), parsedValue(next, key)))
    .map(({ path }) => `${next.originOf(path)}: ${formatPath(path)} changes only with a restart`);
  if (lines.length > 0) throw new AgentError('config-invalid', lines.join('\n'));
}

function parsedValue(config: LoadedConfig, { section, path }: ConfigKey): unknown {
  return valueAt(config.sections.get(section.id)?.config, path.slice(section.path.length));
}
