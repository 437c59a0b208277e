import { type AgentPlugin, keyInfo } from '@kith/agent-api';
import { z } from 'zod';

const INTRO = `# Configuration

The config file is YAML: the agent's own keys under \`agent\`, each plugin's under \`plugins.<id>\`. A plugin that the
file does not name is off, except for those marked *core*. Flags win over the environment, which wins over the file.
Unknown keys are errors. \`kith config check\` validates a file, \`kith config show\` prints what is in force and where
each value came from, \`kith config schema\` prints the JSON Schema.

SIGHUP reads the file again. Keys marked *live* follow; a reload that changes a *restart* key is refused, as is a file
that is not valid: the old config stays.

Durations are \`250ms\`, \`30s\`, \`5m\`, \`1h\`.
`;

/** docs/configuration.md: every key of every plugin, as the schemas have them. */
export function configReference(plugins: readonly AgentPlugin[]): string {
  const inAgent = plugins.filter(({ section }) => section === 'agent');
  const others = plugins.filter(({ section }) => section !== 'agent');
  return [
    INTRO,
    ...section('agent', 'The agent itself.', inAgent),
    ...others.flatMap((plugin) =>
      section(`plugins.${plugin.id}`, `${plugin.description}${plugin.isCore ? ' *Core.*' : ''}`, [
        plugin,
      ]),
    ),
  ].join('\n');
}

function section(
  title: string,
  description: string,
  plugins: readonly AgentPlugin[],
): readonly string[] {
  const rows = plugins.flatMap(rowsOf);
  return [
    `## ${title}\n`,
    `${description}\n`,
    ...(rows.length === 0
      ? ['No keys.\n']
      : [
          [
            '| key | default | meaning | reload | flag |',
            '|---|---|---|---|---|',
            ...rows,
            '',
          ].join('\n'),
        ]),
  ];
}

function rowsOf({ config }: AgentPlugin): readonly string[] {
  // as a user would write them: `10s`, not 10000
  const written = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }).properties;
  return Object.entries(config.shape).map(([name, schema]) => {
    const info = keyInfo(schema as Parameters<typeof keyInfo>[0]);
    const flag = info?.flag;
    const property = written?.[name];
    const fallback = typeof property === 'object' ? property.default : undefined;
    const cells = [
      `\`${name}\``,
      fallback === undefined ? 'none' : `\`${defaultText(fallback)}\``,
      info?.description ?? '',
      info?.reload ?? '',
      flag ? `\`--${flag.name}${flag.value ? ` ${flag.value}` : ''}\`` : '',
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
}

function defaultText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
