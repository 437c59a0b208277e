import type { ConfigFlag, GivenFlags } from '@kith/agent-runtime';
import { type Command, Option } from 'commander';

import type { ConfigRequest } from './command-context.js';

/** `-c` of a command that reads the config itself. */
export interface ConfigOptions {
  readonly config?: string;
}

/** Adds a flag for each config key that has one. */
export function addConfigFlags(command: Command, flags: readonly ConfigFlag[]): Command {
  for (const { name, value, isRepeatable, key } of flags) {
    const option = new Option(`--${name}${placeholder(value)}`, key.info.description);
    if (value !== undefined) {
      option.argParser((text: string, previous: readonly string[] = []) =>
        isRepeatable ? [...previous, text] : [text],
      );
    }
    command.addOption(option);
  }
  return command;
}

/** The config that a command was given: its file, and those of its flags that stand for config keys. */
export function configRequest(
  command: Command,
  { config }: ConfigOptions,
  flags: readonly ConfigFlag[],
): ConfigRequest {
  const given = givenFlags(command, flags);
  return config === undefined ? { flags: given } : { file: config, flags: given };
}

function givenFlags(command: Command, flags: readonly ConfigFlag[]): GivenFlags {
  const names = new Set(flags.map(({ name }) => name));
  const given = new Map<string, readonly string[]>();
  for (const option of command.options) {
    const name = option.name();
    const value: unknown = command.getOptionValue(option.attributeName());
    if (!names.has(name) || value === undefined) continue;
    // commander says `true` for a flag without its value
    given.set(name, Array.isArray(value) ? (value as string[]) : ['']);
  }
  return given;
}

/** `[BOOL]` may be left out, `LIST` may not. */
function placeholder(value: string | undefined): string {
  if (value === undefined) return '';
  return value.startsWith('[') ? ` ${value}` : ` <${value}>`;
}
