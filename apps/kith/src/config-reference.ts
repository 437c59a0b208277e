import type { AgentPlugin } from '@kith/agent-api';
import {
  type ConfigKey,
  configKeys,
  describeConfig,
  environmentName,
  loadConfig,
} from '@kith/agent-runtime';

import { AGENT } from './agent/config-sources.js';

const INTRO = `# Configuration

<!-- written by \`npm run docs\` from the schemas of the plugins; a test holds it to them -->

The config file is YAML: the agent's own keys under \`agent\`, each plugin's under \`plugins.<id>\`. A plugin that the
file does not name is off, except for those marked *core*; \`enabled: false\` turns one off that is named. Flags win
over the environment, which wins over the file. Unknown keys are errors that name the nearest key.

\`kith config check\` validates a file, \`kith config show\` prints what is in force and where each value came from,
\`kith config schema\` prints the JSON Schema for editors.

SIGHUP reads the file again. Keys marked *live* follow; a reload that changes a *restart* key is refused, as is a file
that is not valid: the old config stays.

Durations are \`250ms\`, \`30s\`, \`5m\`, \`1h\`.
`;

/** docs/configuration.md: every key of every plugin, as the schemas have them. */
export async function configReference(plugins: readonly AgentPlugin[]): Promise<string> {
  const defaults = new Map(
    describeConfig(await loadConfig(AGENT, plugins, {})).map(({ path, value }) => [
      path.join('.'),
      value,
    ]),
  );
  const keys = configKeys(plugins);
  const section = (path: string, description: string): string => {
    const rows = keys
      .filter((key) => key.section.path.join('.') === path)
      .map((key) => row(key, defaults.get(key.path.join('.'))));
    const table =
      rows.length === 0
        ? ['No keys.']
        : [
            '| key | default | meaning | reload | flag, environment |',
            '|---|---|---|---|---|',
            ...rows,
          ];
    return [`## ${path}\n`, `${description}\n`, ...table, ''].join('\n');
  };
  return [
    INTRO,
    section('agent', 'The agent itself.'),
    ...plugins
      .filter((plugin) => plugin.section !== 'agent')
      .map(({ id, description, isCore }) =>
        section(`plugins.${id}`, `${description}${isCore ? ' *Core.*' : ''}`),
      ),
  ].join('\n');
}

function row({ path, section, info }: ConfigKey, fallback: unknown): string {
  const { flag } = info;
  const cells = [
    `\`${path.slice(section.path.length).join('.')}\``,
    fallback === undefined ? 'none' : `\`${valueText(fallback)}\``,
    info.description,
    info.reload,
    flag
      ? `\`--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}\`, \`${environmentName(AGENT, flag.name)}\``
      : '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
