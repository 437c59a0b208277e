import * as z from 'zod';

import { errorAnswer } from './documents.js';
import { OWNER_NAME } from './limits.js';
import { type Operation, OPERATIONS } from './operations.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** OpenAPI 3.1 of the routes of this plugin. */
export function openApiDocument(): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of Object.values<Operation>(OPERATIONS)) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Leased targets of Kith (source-api)',
      version: '1',
      description:
        'On the Unix socket of the agent, agent.socket in its config; whoever may open that may ask. Bodies are up to 64 KiB.',
    },
    // a name is needed, and not looked at
    servers: [{ url: 'http://localhost', description: 'over the Unix socket' }],
    paths,
  };
}

function describe({ path, summary, body, answer, refusals }: Operation): unknown {
  return {
    summary,
    ...(path.includes('{owner}') && { parameters: [OWNER] }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }),
    responses: {
      200: { description: 'As asked.', content: json(schemaOf(answer, 'output')) },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: json(schemaOf(errorAnswer, 'output')) },
        ]),
      ),
    },
  };
}

const OWNER = {
  name: 'owner',
  in: 'path',
  required: true,
  description: 'Who asks; shown as api/NAME.',
  schema: schemaOf(z.string().regex(OWNER_NAME), 'input'),
};

function json(schema: JsonSchema): unknown {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
