export { introspectionPlugin } from './introspection.plugin.js';

export type { HealthDocument, NeighborDocument, StatusDocument } from './documents.js';
