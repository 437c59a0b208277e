import { type AgentPlugin, type Flag, keyInfo } from '@kith/agent-api';
import { type Command, Option } from 'commander';
import type { z } from 'zod';

import type { ConfigRequest } from './command-context.js';

/** What was typed for each flag, by flag name, unparsed: the config layering knows what it means. */
export type GivenFlags = ReadonlyMap<string, readonly string[]>;

interface ConfigFlag extends Flag {
  readonly description: string;
}

/** Adds a flag for each config key that has one. */
export function addConfigFlags(command: Command, plugins: readonly AgentPlugin[]): Command {
  for (const flag of configFlags(plugins)) {
    const syntax = flag.value === undefined ? '' : ` ${optionalOr(flag.value)}`;
    const option = new Option(`--${flag.name}${syntax}`, flag.description);
    if (flag.value !== undefined) {
      option.argParser((value: string, previous: readonly string[] = []) =>
        flag.isRepeatable ? [...previous, value] : [value],
      );
    }
    command.addOption(option);
  }
  return command;
}

/** `-c` of a command that reads the config itself. */
export interface ConfigOptions {
  readonly config?: string;
}

/** The config that a command was given: its file, and those of its flags that stand for config keys. */
export function configRequest(
  command: Command,
  { config }: ConfigOptions,
  plugins: readonly AgentPlugin[],
): ConfigRequest {
  const flags = givenFlags(command, plugins);
  return config === undefined ? { flags } : { file: config, flags };
}

function givenFlags(command: Command, plugins: readonly AgentPlugin[]): GivenFlags {
  const names = new Set(configFlags(plugins).map(({ name }) => name));
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

function configFlags(plugins: readonly AgentPlugin[]): readonly ConfigFlag[] {
  return plugins.flatMap(({ config }) =>
    Object.values(config.shape).flatMap((schema) => {
      const info = keyInfo(schema as z.ZodType);
      return info?.flag ? [{ ...info.flag, description: info.description }] : [];
    }),
  );
}

function optionalOr(placeholder: string): string {
  return placeholder.startsWith('[') ? placeholder : `<${placeholder}>`;
}
