// Writes docs/configuration.md from the schemas of the plugins,
// docs/nodes.schema.json and docs/openapi.json. Needs a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describeApi } from '@kith/source-api';
import { nodeFileSchema } from '@kith/source-file';

import { configReference } from './dist/config-reference.js';
import { plugins } from './dist/plugins.js';

const docs = path.join(import.meta.dirname, '../../docs');
mkdirSync(docs, { recursive: true });
writeFileSync(path.join(docs, 'configuration.md'), await configReference(plugins));
for (const [name, document] of [
  ['nodes.schema.json', nodeFileSchema()],
  ['openapi.json', await describeApi()],
]) {
  writeFileSync(path.join(docs, name), `${JSON.stringify(document, undefined, 2)}\n`);
}
