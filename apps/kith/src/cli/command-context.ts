import type { ConfigRow, GivenFlags } from '@kith/agent-runtime';
import type { ServiceIdentifier } from 'inversify';

import type { Terminal } from './terminal.js';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** For what is not what was asked for: warnings. */
  readonly stderr: { write(text: string): unknown };
  /** The time of day, for ages. */
  now(): Date;
  /** Signals of the process. */
  readonly signals: SignalSource;
  connect(agent: AgentOptions): Promise<AgentConnection>;
  /** Reads the config and builds an agent; nothing runs yet. @throws AgentError `config-invalid` */
  createAgent(request: AgentRequest): Promise<LocalAgent>;
  /** Every key of the config in force. @throws AgentError `config-invalid` */
  describeConfig(request: ConfigRequest): Promise<readonly ConfigRow[]>;
  /** JSON Schema of the config file. */
  configSchema(): Promise<unknown>;
}

export interface SignalSource {
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  on(signal: 'SIGHUP', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
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
  /** As `get`, for what changes something. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Ends when the agent does. */
  stream(path: string): AsyncIterable<unknown>;
}

export interface ConfigRequest {
  /** Path of the config file; undefined = the built-in config. */
  readonly file?: string;
  readonly flags?: GivenFlags;
}

export interface AgentRequest extends ConfigRequest {
  /** Ids of the plugins to start, of those that the config has on; undefined = all of them. */
  readonly only?: readonly string[];
  /** Ids of the plugins not to start. */
  readonly except?: readonly string[];
  /** Logs warnings only, unless a flag or the environment says otherwise: for commands whose output matters. */
  readonly isQuiet?: true;
  /** Every write is said to have succeeded, and none is sent. */
  readonly isRehearsal?: true;
  /** Does not mind another agent with the same mark. */
  readonly takesNoLock?: true;
}

/** An agent in this process. */
export interface LocalAgent {
  /** What of its config cannot be used and is left out, a line each. */
  readonly warnings: readonly string[];
  /** @throws AgentError when it cannot work; nothing is left running then */
  start(): Promise<void>;
  /** Reads the config again. A bad one is refused: said on stderr, and the old one stays. Never throws. */
  reload(): Promise<void>;
  stop(): Promise<void>;
  get<T>(token: ServiceIdentifier<T>): T;
  getAll<T>(token: ServiceIdentifier<T>): readonly T[];
}
