import { formatPath, valueAt } from '@kith/yaml-document';

import { configKeys } from './config-key.js';
import { propertiesOf } from './config-schema.js';
import type { LoadedConfig } from './load-config.js';
import { sectionsOf } from './section.js';

/** One key of the config in force. */
export interface ConfigRow {
  readonly path: readonly string[];
  /** As it would be written: `30s`. */
  readonly value: unknown;
  /** `flag --devices`, `env KITH_DEVICES`, `kith.yaml:12`, `built-in config`, `default`. */
  readonly origin: string;
}

/** Every key with its value and who said so, in the order of the plugins. */
export function describeConfig(config: LoadedConfig): readonly ConfigRow[] {
  const keys = configKeys(config.plugins);
  return sectionsOf(config.plugins).flatMap((section) => {
    const defaults = defaultsOf(propertiesOf(section.schema));
    const rows = keys
      .filter((key) => key.section.id === section.id)
      .map(({ path }) => ({
        path,
        value: valueAt(config.given, path) ?? valueAt(defaults, path.slice(section.path.length)),
        origin: config.originOf(path),
      }));
    if (!section.isOptional) return rows;
    const path = [...section.path, 'enabled'];
    const value = config.sections.get(section.id)?.isEnabled ?? false;
    // what names a plugin turns it on
    const origin = config.originOf(valueAt(config.given, path) === undefined ? section.path : path);
    return [{ path, value, origin }, ...rows];
  });
}

/** `plugins.alpha.size`, as in messages. */
export function rowName({ path }: ConfigRow): string {
  return formatPath(path);
}

interface WithDefault {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** The default of each key, from the JSON Schema: the only place that has them as they are written. */
function defaultsOf(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties as Record<string, WithDefault>).map(([name, schema]) => [
      name,
      schema.properties
        ? { ...defaultsOf(schema.properties), ...(schema.default as object | undefined) }
        : schema.default,
    ]),
  );
}
