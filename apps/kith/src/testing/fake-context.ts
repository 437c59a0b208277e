import { EventEmitter } from 'node:events';

import type { ConfigRow } from '@kith/agent-runtime';
import type { ServiceIdentifier } from 'inversify';

import type {
  AgentConnection,
  AgentRequest,
  CommandContext,
  LocalAgent,
} from '../cli/command-context.js';
import type { Terminal } from '../cli/terminal.js';
import { plainTerminal } from './plain-terminal.js';

/** Everything around a command, in memory. */
export class FakeContext implements CommandContext, AgentConnection, LocalAgent {
  /** What was printed. */
  output = '';
  /** What went to stderr while a command ran. */
  complaints = '';
  /** What was asked of the agent's admin API, or done to the local agent, in order. */
  readonly calls: string[] = [];
  /** By path: what the agent answers. */
  readonly answers = new Map<string, unknown>();
  readonly services = new Map<unknown, unknown>();
  readonly requests: AgentRequest[] = [];
  readonly signals = new EventEmitter();
  readonly terminal: Terminal = {
    ...plainTerminal,
    write: (text) => {
      this.output += text;
      return Promise.resolve();
    },
  };
  /** What `start()` does. */
  onStart: () => Promise<void> = () => Promise.resolve();
  warnings: readonly string[] = [];
  readonly stderr = { write: (text: string) => void (this.complaints += text) };

  now(): Date {
    return new Date('2026-11-22T22:00:00Z');
  }

  connect(): Promise<AgentConnection> {
    return Promise.resolve(this);
  }

  createAgent(request: AgentRequest): Promise<LocalAgent> {
    this.requests.push(request);
    return Promise.resolve(this);
  }

  describeConfig(): Promise<readonly ConfigRow[]> {
    const path = ['plugins', 'example', 'devices'];
    return Promise.resolve([{ path, value: ['eth+'], origin: 'flag --devices' }]);
  }

  configSchema(): Promise<unknown> {
    return Promise.resolve({ type: 'object' });
  }

  get(path: string): Promise<unknown>;
  get<T>(token: ServiceIdentifier<T>): T;
  get(asked: unknown): unknown {
    if (typeof asked !== 'string') return this.services.get(asked);
    this.calls.push(asked);
    return Promise.resolve(this.answers.get(asked));
  }

  /** Kept as `PUT /v1/things {"size":1}`; answered by method and path. */
  send(method: string, path: string, body?: unknown): Promise<unknown> {
    this.calls.push([method, path, JSON.stringify(body)].join(' ').trim());
    const answer = this.answers.get(`${method} ${path}`);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  getAll<T>(token: ServiceIdentifier<T>): readonly T[] {
    return this.services.get(token) as readonly T[];
  }

  async *stream(path: string): AsyncIterable<unknown> {
    this.calls.push(path);
    for (const answer of this.answers.get(path) as readonly unknown[]) {
      yield await Promise.resolve(answer);
    }
  }

  async start(): Promise<void> {
    this.calls.push('start');
    await this.onStart();
  }

  reload(): Promise<void> {
    this.calls.push('reload');
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.calls.push('stop');
    return Promise.resolve();
  }
}
