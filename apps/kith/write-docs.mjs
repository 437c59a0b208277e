// Writes docs/configuration.md from the schemas of the plugins, and docs/nodes.schema.json. Needs a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { nodeFileSchema } from '@kith/source-file';

import { configReference } from './dist/config-reference.js';
import { plugins } from './dist/plugins.js';

const docs = path.join(import.meta.dirname, '../../docs');
mkdirSync(docs, { recursive: true });
writeFileSync(path.join(docs, 'configuration.md'), await configReference(plugins));
writeFileSync(
  path.join(docs, 'nodes.schema.json'),
  `${JSON.stringify(nodeFileSchema(), undefined, 2)}\n`,
);
