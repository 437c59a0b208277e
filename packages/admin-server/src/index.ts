export { AdminClient } from './admin-client.js';
export { adminServerConfig } from './admin-server.config.js';
export { adminServerPlugin } from './admin-server.plugin.js';
