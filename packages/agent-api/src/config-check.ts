import type { ServiceIdentifier } from 'inversify';

/**
 * Says what is wrong with a plugin's config that its schema cannot know: a name that nobody has, what this machine
 * cannot do. A contribution: bind as many as there are. Asked before anything starts, and by each reload before
 * anything is applied; so it is constructed before the start, and does no I/O.
 */
export interface ConfigCheck {
  /** Id of the plugin whose config it is; not asked while that plugin is off. */
  readonly plugin: string;
  /** `config` fits the plugin's schema and is not in force yet. Empty = fine. */
  check(config: unknown): readonly ConfigFinding[];
}

/** One thing that is wrong with a config. */
export interface ConfigFinding {
  /** `error`: the config is refused. `warning`: the rest of it can be used; told to whoever has it checked. */
  readonly severity: 'error' | 'warning';
  /** Within the plugin's section: `['nodes', 0, 'name']`. */
  readonly path: readonly PropertyKey[];
  /** One line: what is wrong, and the cure. */
  readonly message: string;
}

export const ConfigCheck = Symbol.for(
  '@kith/agent-api/ConfigCheck',
) as ServiceIdentifier<ConfigCheck>;
