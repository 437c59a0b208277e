import { type AgentPlugin, keyInfo } from '@kith/agent-api';
import * as z from 'zod';

import { sectionsOf } from './section.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const ENABLED: JsonSchema = {
  type: 'boolean',
  default: true,
  description: 'Whether it runs; a plugin that nothing names does not.',
};

/** JSON Schema (2020-12) of the whole config file, for editors: types, defaults, descriptions. */
export function configSchema(plugins: readonly AgentPlugin[]): JsonSchema {
  const agent: Record<string, JsonSchema> = {};
  const byId: Record<string, JsonSchema> = {};
  for (const { id, path, schema, isOptional } of sectionsOf(plugins)) {
    const properties = propertiesOf(schema);
    if (path[0] === 'agent') Object.assign(agent, properties);
    else {
      byId[id] = {
        ...object(isOptional ? { enabled: ENABLED, ...properties } : properties),
        description: plugins.find((plugin) => plugin.id === id)?.description ?? '',
      };
    }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...object({ agent: object(agent), plugins: object(byId) }),
  };
}

function object(properties: Record<string, JsonSchema>): JsonSchema {
  // `source:` with nothing behind it is an empty section
  return { type: ['object', 'null'] as never, properties, additionalProperties: false };
}

/** The keys of a section as they are written (`30s`), not as they are parsed. */
export function propertiesOf(schema: z.ZodObject): Record<string, JsonSchema> {
  const { properties = {} } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const info = keyInfo(zodSchema);
      if (info) jsonSchema.description = info.description;
    },
  });
  return properties as Record<string, JsonSchema>;
}
