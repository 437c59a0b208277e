import { AgentError, type AgentPlugin } from '@kith/agent-api';
import {
  formatPath,
  nearestHint,
  type Path,
  type Problem,
  valueAt,
  type YamlDocument,
} from '@kith/yaml-document';

import { builtInDocument, readConfigFile } from './config-file.js';
import { configFlags, type Environment, type GivenFlags, overridesOf } from './overrides.js';
import { sectionsOf } from './section.js';
import { type SectionConfig, validate } from './validate.js';
import { withValueAt } from './with-value-at.js';

/** Where a config comes from, the weaker first: built-in or file, environment, flags. */
export interface ConfigSources {
  /** Used while there is no file. */
  readonly builtIn?: unknown;
  readonly file?: string;
  readonly environment?: Environment;
  readonly flags?: GivenFlags;
}

/** A config that was validated whole. */
export interface LoadedConfig {
  readonly plugins: readonly AgentPlugin[];
  /** Validated values by plugin id; the runtime's own under `agent`. */
  readonly sections: ReadonlyMap<string, SectionConfig>;
  /** What was given, merged, as it was written; without defaults. */
  readonly given: unknown;
  /** Who said the value at `path`: `flag --devices`, `env KITH_DEVICES`, `kith.yaml:12`, `built-in config` or `default`. */
  originOf(path: Path): string;
}

/**
 * Merges the layers and validates the outcome. `agent` is the agent's name, which its environment
 * variables begin with.
 * @throws AgentError `config-invalid` with one line for each problem, each naming its place
 */
export async function loadConfig(
  agent: string,
  plugins: readonly AgentPlugin[],
  { builtIn = {}, file, environment = {}, flags = new Map() }: ConfigSources,
): Promise<LoadedConfig> {
  const sections = sectionsOf(plugins);
  const known = configFlags(plugins);
  const document = file === undefined ? builtInDocument(builtIn) : await readConfigFile(file);
  const lines: string[] = unknownFlags(
    flags,
    known.map(({ name }) => name),
  );

  let given = document.root;
  const origins = new Map<string, string>();
  for (const { key, value, origin } of overridesOf(agent, known, { flags, environment }, lines)) {
    given = withValueAt(given, key.path, value);
    origins.set(formatPath(key.path), origin);
    if (!key.section.isOptional) continue;
    // whoever gives a plugin something to do wants it to run
    const enabled = [...key.section.path, 'enabled'];
    given = withValueAt(given, enabled, true);
    origins.set(formatPath(enabled), origin);
  }

  const problems: Problem[] = [];
  const configs = validate(given, sections, problems);
  const locate = (path: Path): string => overriding(origins, path) ?? document.locate(path);
  lines.push(...problems.map(({ path, message }) => `${locate(path)}: ${message}`));
  if (lines.length > 0) throw new AgentError('config-invalid', lines.join('\n'));

  return {
    plugins,
    sections: configs,
    given,
    originOf: (path) =>
      overriding(origins, path) ??
      (valueAt(given, path) === undefined ? 'default' : lineOf(document, path)),
  };
}

function unknownFlags(flags: GivenFlags, known: readonly string[]): string[] {
  return [...flags.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => `flag --${name}: there is no such flag${nearestHint(name, known)}`);
}

/** The override that gave the value at `path`, or what is around it. */
function overriding(origins: ReadonlyMap<string, string>, path: Path): string | undefined {
  if (path.length === 0) return undefined;
  return origins.get(formatPath(path)) ?? overriding(origins, path.slice(0, -1));
}

/** Without the column, which is of interest in errors only. */
function lineOf(document: YamlDocument, path: Path): string {
  return document.locate(path).replace(/:\d+$/, '');
}
