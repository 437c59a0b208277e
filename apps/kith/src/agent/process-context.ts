import type { CommandContext } from '../cli/command-context.js';
import type { Terminal } from '../cli/terminal.js';

/** What surrounds the commands of this process. What only some of them need is imported when they do. */
export function processContext(terminal: Terminal): CommandContext {
  const { env, stderr } = process;
  return {
    terminal,
    stderr,
    now: () => new Date(),
    signals: process,
    async connect(agent) {
      const { connectTo } = await import('./connection.js');
      return connectTo(agent, env);
    },
    async createAgent(request) {
      const { createLocalAgent } = await import('./local-agent.js');
      return createLocalAgent(request, env, stderr);
    },
    async describeConfig(request) {
      const { describeLocalConfig } = await import('./local-config.js');
      return describeLocalConfig(request, env);
    },
    async configSchema() {
      const { localConfigSchema } = await import('./local-config.js');
      return localConfigSchema();
    },
  };
}
