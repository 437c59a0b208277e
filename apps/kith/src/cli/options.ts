import type { Command } from 'commander';

/** The options of a command that asks a running agent. */
export function agentOptions(command: Command): Command {
  return configOption(
    command.option('--socket <PATH>', 'admin socket of the agent (default: what its config says)'),
  );
}

export function configOption(command: Command): Command {
  return command.option('-c, --config <FILE>', 'config file (default: the built-in config)');
}

/** The last part of a help text. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
