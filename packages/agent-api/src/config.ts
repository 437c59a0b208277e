import type { ServiceIdentifier } from 'inversify';
import * as z from 'zod';

import type { Cancel } from './clock.js';

/**
 * A plugin's own part of the config, validated, with every default filled in.
 * Injected by plugin id: `@inject(Config) @named('greeter') config: Config<GreeterConfig>`.
 */
export interface Config<T> {
  /** Replaced as a whole by a reload; read it when needed, do not keep parts of it. */
  readonly current: T;
  /** Called after a reload changed something here. A listener that throws is reported to health. */
  onChange(listener: (next: T, previous: T) => void): Cancel;
}

// the type differs per plugin, so the token cannot carry it
export const Config = Symbol.for('@kith/agent-api/Config') as ServiceIdentifier<Config<never>>;

/** What is known of one config key besides its type; `key()` attaches it. */
export interface KeyInfo {
  /** One line: meaning, unit, range, effect. */
  readonly description: string;
  /** `live` keys follow a reload; a reload that changes a `restart` key is refused. */
  readonly reload: 'live' | 'restart';
  /** Where the key can also be given on the command line, and in the environment under a name made from it. */
  readonly flag?: Flag;
}

/** A config key on the command line. */
export interface Flag {
  /** Without dashes: `devices`. The environment variable is `<PREFIX>_DEVICES`. */
  readonly name: string;
  /** Placeholder in the help text, `LIST`; absent for a boolean flag. `[BOOL]` = a boolean whose value may be left out. */
  readonly value?: string;
  /** May be given several times; `parse` gets all of them. The environment separates them by blanks. */
  readonly isRepeatable?: boolean;
  /** Turns what was typed into the value of the key; default: the text itself, or true or false for a boolean. @throws Error saying what is wrong with it */
  parse?(values: readonly string[]): unknown;
}

const keys = z.registry<KeyInfo>();

/**
 * Attaches what is known of a key to its schema. Every key of a plugin's schema has it. A key whose
 * schema is an object of keys is a group: its parts are looked at one by one.
 */
export function key<S extends z.ZodType>(schema: S, info: KeyInfo): S {
  keys.add(schema, info);
  return schema;
}

/** What `key()` attached; undefined for a schema without. */
export function keyInfo(schema: z.core.$ZodType): KeyInfo | undefined {
  return keys.get(schema);
}
