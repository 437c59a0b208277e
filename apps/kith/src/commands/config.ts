import type { AgentPlugin } from '@kith/agent-api';
import { Command } from 'commander';

import type { CommandContext, EffectiveConfig } from '../cli/command-context.js';
import { addConfigFlags, type ConfigOptions, configRequest } from '../cli/config-flags.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';

interface Options extends ConfigOptions {
  readonly json?: true;
}

/** `kith config check|show|schema`. */
export function configCommand(plugins: readonly AgentPlugin[], context: CommandContext): Command {
  return new Command('config')
    .description('check a config, show what is in force, or print its schema')
    .addCommand(checkCommand(plugins, context))
    .addCommand(showCommand(plugins, context))
    .addCommand(schemaCommand(context));
}

function checkCommand(plugins: readonly AgentPlugin[], context: CommandContext): Command {
  const command = configOption(new Command('check'))
    .description('say whether the config can be used, and what is wrong with it if not')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(['kith config check -c /etc/kith/kith.yaml']));
  return addConfigFlags(command, plugins).action(async (options: Options) => {
    await context.loadConfig(configRequest(command, options, plugins));
    const subject = options.config ?? 'the built-in config';
    await (options.json
      ? writeJson(context.terminal, { isValid: true })
      : context.terminal.write(`${subject} is valid\n`));
  });
}

function showCommand(plugins: readonly AgentPlugin[], context: CommandContext): Command {
  const command = configOption(new Command('show'))
    .description('the config in force, and where each value came from')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith config show -c /etc/kith/kith.yaml', 'kith config show --devices eth+']),
    );
  return addConfigFlags(command, plugins).action(async (options: Options) => {
    const config = await context.loadConfig(configRequest(command, options, plugins));
    if (options.json) return writeJson(context.terminal, toDocument(config));
    const { renderConfig } = await import('../render/config.js');
    await context.terminal.write(await renderConfig(config, context.terminal));
  });
}

function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description('the JSON Schema of the config file, for editors')
    .option('--json', 'print JSON (it always is)')
    .addHelpText('after', examples(['kith config schema > kith.schema.json']))
    .action(async () => writeJson(context.terminal, await context.configSchema()));
}

function toDocument({ document, origins }: EffectiveConfig): unknown {
  return { config: document, origins: Object.fromEntries(origins) };
}
