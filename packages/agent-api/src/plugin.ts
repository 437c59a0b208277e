import type { ContainerModule, ServiceIdentifier } from 'inversify';
import type * as z from 'zod';

import type { Lifecycle } from './lifecycle.js';

/** A plugin, as data. The host lists its plugins in one file, in the order in which they start. */
export interface AgentPlugin {
  /** kebab-case; its section in the config file is `plugins.<id>`. */
  readonly id: string;
  /** One line. */
  readonly description: string;
  /** A strict object with a default for every key, so that `{}` is valid. Each key is wrapped in `key()`. */
  readonly config: z.ZodObject;
  /** Its bindings: always loaded, also when the plugin is off, so that the graph is static. */
  readonly module: ContainerModule;
  /** What is started and stopped; absent for a plugin that only contributes bindings. */
  readonly service?: ServiceIdentifier<Lifecycle>;
  /** Runs although the config does not name it. */
  readonly isCore?: boolean;
  /** `agent`: its keys stand in the file's `agent` section instead of `plugins.<id>`. */
  readonly section?: 'agent';
}
