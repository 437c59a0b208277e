export { strategyAgentRefreshPlugin } from './strategy-agent-refresh.plugin.js';
