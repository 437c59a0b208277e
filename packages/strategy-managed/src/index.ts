export { strategyManagedPlugin } from './strategy-managed.plugin.js';
