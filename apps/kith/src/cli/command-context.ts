import type { Terminal } from './terminal.js';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The time of day, for ages. */
  now(): Date;
  connect(agent: AgentOptions): Promise<AgentConnection>;
}

/** `--socket` and `--config`: which agent is asked. */
export interface AgentOptions {
  readonly socket?: string;
  readonly config?: string;
}

/** The admin API of a running agent. */
export interface AgentConnection {
  /** @throws AgentError `not-running`, or what the agent answered */
  get(path: string): Promise<unknown>;
  /** Ends when the agent does. */
  stream(path: string): AsyncIterable<unknown>;
}
