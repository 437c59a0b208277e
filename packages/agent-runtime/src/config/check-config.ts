import { AgentError, type ConfigCheck } from '@kith/agent-api';
import { formatPath } from '@kith/yaml-document';

import type { LoadedConfig } from './load-config.js';
import { sectionsOf } from './section.js';

/**
 * Has the plugins look at what their schemas cannot know.
 * @returns the warnings, a line each
 * @throws AgentError `config-invalid`, one line for each error; each line names its place
 */
export function checkConfig(
  config: LoadedConfig,
  checks: readonly ConfigCheck[],
): readonly string[] {
  const lines = { error: [] as string[], warning: [] as string[] };
  const sections = new Map(sectionsOf(config.plugins).map((section) => [section.id, section]));
  for (const check of checks) {
    const values = config.sections.get(check.plugin);
    if (!values?.isEnabled) continue;
    for (const { severity, path, message } of check.check(values.config)) {
      const place = [...(sections.get(check.plugin)?.path ?? []), ...path];
      lines[severity].push(`${config.originOf(place)}: ${formatPath(place)}: ${message}`);
    }
  }
  if (lines.error.length > 0) throw new AgentError('config-invalid', lines.error.join('\n'));
  return lines.warning;
}
