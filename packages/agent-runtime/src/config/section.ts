import type { AgentPlugin } from '@kith/agent-api';
import type * as z from 'zod';

import { runtimeConfig } from '../runtime-config.js';

/** One schema and where its keys stand in the config file. */
export interface Section {
  /** The plugin's id; `agent` for the runtime's own. */
  readonly id: string;
  /** `['agent']` or `['plugins', id]`. */
  readonly path: readonly string[];
  readonly schema: z.ZodObject;
  /** It has an `enabled` key, and is off unless something names it. */
  readonly isOptional: boolean;
}

const RUNTIME: Section = { id: 'agent', path: ['agent'], schema: runtimeConfig, isOptional: false };

/** The runtime's own section, then those of the plugins, in order. */
export function sectionsOf(plugins: readonly AgentPlugin[]): readonly Section[] {
  return [
    RUNTIME,
    ...plugins.map(({ id, config, section, isCore = false }) => ({
      id,
      path: section === 'agent' ? ['agent'] : ['plugins', id],
      schema: config,
      // a section that plugins share has no place for an `enabled` of one of them
      isOptional: !isCore && section !== 'agent',
    })),
  ];
}
