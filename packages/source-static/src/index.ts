export { sourceStaticPlugin } from './source-static.plugin.js';
