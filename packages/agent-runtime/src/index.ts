export { createAgent } from './create-agent.js';
export { configKeys } from './config/config-key.js';
export { describeConfig, rowName } from './config/describe-config.js';
export { configFlags, environmentName } from './config/overrides.js';
export { configSchema } from './config/config-schema.js';
export { loadConfig } from './config/load-config.js';

export type { Agent, PluginInfo, StartOptions } from './agent.js';
export type { ConfigKey } from './config/config-key.js';
export type { ConfigRow } from './config/describe-config.js';
export type { ConfigSources, LoadedConfig } from './config/load-config.js';
export type { ConfigFlag, Environment, GivenFlags } from './config/overrides.js';
export type { AgentOptions } from './create-agent.js';
export type { PluginState } from './plugin-runner.js';
export type { LogDestination } from './services/pino-logs.js';
