import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import type { ApiSource } from './api-source.js';
import { LeaseRoutes } from './lease-routes.js';
import { openApiDocument } from './open-api.js';

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      { parameters?: unknown; requestBody?: unknown; responses: Record<number, unknown> }
    >
  >;
}

const document = openApiDocument() as Document;

describe('the description of the routes', () => {
  it('has each of them, and no other', () => {
    // to list them nothing is asked of it
    const { routes } = new LeaseRoutes({} as ApiSource);
    const described = Object.entries(document.paths).flatMap(([at, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${at}`),
    );
    expect(described.sort()).toEqual(
      routes.map(({ method, path: at }) => `${method} ${at}`).sort(),
    );
  });

  it('says what goes in and comes out', () => {
    expect(document.paths['/v1/targets/{owner}']?.['put']).toMatchObject({
      parameters: [{ name: 'owner', in: 'path', required: true }],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              required: ['addresses'],
              additionalProperties: false,
              properties: {
                addresses: { type: 'array' },
                lease: { anyOf: [{ type: 'string' }, {}] },
              },
            },
          },
        },
      },
      responses: {
        200: {
          content: {
            'application/json': { schema: { required: expect.arrayContaining(['refused']) } },
          },
        },
        429: { description: expect.stringContaining('Retry-After') },
      },
    });
  });

  it('is what docs/openapi.json says', async () => {
    const file = path.join(import.meta.dirname, '../../../docs/openapi.json');
    // after a change: npm run docs
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(document);
  });
});
