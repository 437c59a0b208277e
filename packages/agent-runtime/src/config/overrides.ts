import { AgentError, type AgentPlugin, errorMessage, type Flag } from '@kith/agent-api';

import { type ConfigKey, configKeys } from './config-key.js';

/** What was typed for each flag, by flag name without dashes, unparsed; `['']` for a flag without a value. */
export type GivenFlags = ReadonlyMap<string, readonly string[]>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** A config key that can be given on the command line. */
export interface ConfigFlag extends Flag {
  readonly key: ConfigKey;
}

/** The value of one key, from the command line or the environment. */
export interface Override {
  readonly key: ConfigKey;
  readonly value: unknown;
  /** `flag --devices`, `env KITH_DEVICES`. */
  readonly origin: string;
}

/** The flags of all keys that have one. @throws AgentError `internal` when two keys want the same */
export function configFlags(plugins: readonly AgentPlugin[]): readonly ConfigFlag[] {
  const flags = new Map<string, ConfigFlag>();
  for (const key of configKeys(plugins)) {
    const { flag } = key.info;
    if (!flag) continue;
    if (flags.has(flag.name)) {
      throw new AgentError('internal', `two config keys have the flag --${flag.name}`);
    }
    flags.set(flag.name, { ...flag, key });
  }
  return [...flags.values()];
}

/** `KITH_LOG_LEVEL` for the agent `kith` and the flag `log-level`. */
export function environmentName(agent: string, flag: string): string {
  return `${agent}_${flag}`.replaceAll('-', '_').toUpperCase();
}

/** What environment and flags say, in the order in which it applies. What cannot be parsed goes to `problems`. */
export function overridesOf(
  agent: string,
  flags: readonly ConfigFlag[],
  given: { readonly flags: GivenFlags; readonly environment: Environment },
  problems: string[],
): readonly Override[] {
  const overrides: Override[] = [];
  const add = (flag: ConfigFlag, values: readonly string[], origin: string): void => {
    try {
      overrides.push({ key: flag.key, value: parseValues(flag, values), origin });
    } catch (error) {
      problems.push(`${origin}: ${errorMessage(error)}`);
    }
  };
  for (const flag of flags) {
    const name = environmentName(agent, flag.name);
    const text = given.environment[name]?.trim();
    if (text) add(flag, flag.isRepeatable ? text.split(/\s+/) : [text], `env ${name}`);
  }
  for (const flag of flags) {
    const values = given.flags.get(flag.name);
    if (values) add(flag, values, `flag --${flag.name}`);
  }
  return overrides;
}

function parseValues(flag: Flag, values: readonly string[]): unknown {
  if (flag.parse) return flag.parse(values);
  const text = values.at(-1) ?? '';
  const isBoolean = flag.value === undefined || flag.value.startsWith('[');
  if (!isBoolean) return text;
  if (text === '' || text === 'true') return true;
  if (text === 'false') return false;
  throw new Error(`"${text}" is neither true nor false`);
}
