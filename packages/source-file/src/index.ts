export { nodeFileSchema } from './node-file.js';
export { sourceFilePlugin } from './source-file.plugin.js';
