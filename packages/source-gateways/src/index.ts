export { sourceGatewaysPlugin } from './source-gateways.plugin.js';
