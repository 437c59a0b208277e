export { neighborWriterPlugin } from './neighbor-writer.plugin.js';
