export { strategyPermanentPlugin } from './strategy-permanent.plugin.js';
