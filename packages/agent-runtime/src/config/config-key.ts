import { AgentError, type AgentPlugin, type KeyInfo, keyInfo } from '@kith/agent-api';
import { formatPath, unwrap } from '@kith/yaml-document';
import * as z from 'zod';

import { type Section, sectionsOf } from './section.js';

/** One key of the config file: where it stands, and what is known of it. */
export interface ConfigKey {
  readonly path: readonly string[];
  readonly section: Section;
  readonly info: KeyInfo;
}

/** Every key that has a value of its own, in file order. @throws AgentError `internal` for a schema without `key()` */
export function configKeys(plugins: readonly AgentPlugin[]): readonly ConfigKey[] {
  return sectionsOf(plugins).flatMap((section) => keysOf(section, section.schema, section.path));
}

function keysOf(section: Section, object: z.ZodObject, at: readonly string[]): ConfigKey[] {
  return Object.entries<z.core.$ZodType>(object.shape).flatMap(([name, schema]) => {
    const path = [...at, name];
    const info = keyInfo(schema);
    if (!info) {
      throw new AgentError(
        'internal',
        `the config key ${formatPath(path)} is not wrapped in key()`,
      );
    }
    const group = unwrap(schema);
    return isGroup(group) ? keysOf(section, group, path) : [{ path, section, info }];
  });
}

function isGroup(schema: z.core.$ZodType): schema is z.ZodObject {
  return (
    schema instanceof z.ZodObject &&
    Object.values<z.core.$ZodType>(schema.shape).some((part) => keyInfo(part) !== undefined)
  );
}
