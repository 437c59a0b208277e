import type { ConfigFlag, ConfigRow } from '@kith/agent-runtime';
import { Command } from 'commander';

import type { CommandContext } from '../cli/command-context.js';
import { addConfigFlags, type ConfigOptions, configRequest } from '../cli/config-flags.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';

interface Options extends ConfigOptions {
  readonly json?: true;
}

/** `kith config check|show|schema`. */
export function configCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  return new Command('config')
    .description('check a config, show what is in force, or print its schema')
    .addCommand(checkCommand(flags, context))
    .addCommand(showCommand(flags, context))
    .addCommand(schemaCommand(context));
}

function checkCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  const command = configOption(new Command('check'))
    .description('say whether the config can be used, and what is wrong with it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith config check -c /etc/kith/kith.yaml']) +
        '\nAn address that can be no target is named on stderr; the config is valid: the others work.\n',
    );
  return addConfigFlags(command, flags).action(async (options: Options) => {
    const request = configRequest(command, options, flags);
    // as much of an agent as can be had without starting one: its plugins look at it too
    const { warnings } = await context.createAgent({ ...request, isQuiet: true });
    if (!options.json) {
      for (const warning of warnings) context.stderr.write(`kith: warning: ${warning}\n`);
    }
    const subject = options.config ?? 'the built-in config';
    await (options.json
      ? writeJson(context.terminal, { isValid: true, warnings })
      : context.terminal.write(`${subject} is valid\n`));
  });
}

function showCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  const command = configOption(new Command('show'))
    .description('the config in force, and where each value came from')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith config show -c /etc/kith/kith.yaml', 'kith config show --devices eth+']),
    );
  return addConfigFlags(command, flags).action(async (options: Options) => {
    const rows = await context.describeConfig(configRequest(command, options, flags));
    if (options.json) return writeJson(context.terminal, toDocument(rows));
    const { renderConfig } = await import('../render/config.js');
    await context.terminal.write(await renderConfig(rows, context.terminal));
  });
}

function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description('the JSON Schema of the config file, for editors')
    .option('--json', 'print JSON (it always is)')
    .addHelpText('after', examples(['kith config schema > kith.schema.json']))
    .action(async () => writeJson(context.terminal, await context.configSchema()));
}

/** The config as the file would have it, and the origin of each value by its path. */
function toDocument(rows: readonly ConfigRow[]): unknown {
  const config: Record<string, unknown> = {};
  for (const { path, value } of rows) {
    let at = config;
    for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>;
    at[path.at(-1) as string] = value;
  }
  return {
    config,
    origins: Object.fromEntries(rows.map(({ path, origin }) => [path.join('.'), origin])),
  };
}
