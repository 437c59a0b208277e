import { type IncomingMessage, request } from 'node:http';

import { type AdminRoute, AgentError, errorMessage } from '@kith/agent-api';

import type { ErrorDocument } from './http-error.js';

/** How long an agent may be silent before it begins to answer, in milliseconds: one that is stopped never does. */
const PATIENCE = 10_000;

/** Asks a running agent, over its Unix socket. */
export class AdminClient {
  constructor(
    private readonly socket: string,
    private readonly patience = PATIENCE,
  ) {}

  /** The JSON answer. @throws AgentError `not-running`, `privilege-missing`, or what the agent answered */
  get(path: string): Promise<unknown> {
    return this.send('GET', path);
  }

  /** As `get`, with a JSON body; undefined for an answer without one. */
  async send(method: AdminRoute['method'], path: string, body?: unknown): Promise<unknown> {
    const response = await this.#open(method, path, body);
    const text = await this.#text(response);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /**
   * The values of a stream, as they come. Ends when the agent ends it, stops, or the signal aborts.
   * @throws AgentError as `get`; `not-running` when the agent breaks off
   */
  async *stream(path: string, signal?: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    let response: IncomingMessage | undefined;
    try {
      response = await this.#open('GET', path, undefined, signal);
      let rest = '';
      for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line) as unknown;
      }
    } catch (error) {
      if (signal?.aborted) return;
      throw this.#explain(error);
    } finally {
      response?.destroy();
    }
  }

  /** Resolves when the head of a good answer is there. */
  async #open(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const asked = request({
        socketPath: this.socket,
        timeout: this.patience,
        method,
        path,
        // a connection of its own: nothing is left open when the answer is complete
        agent: false,
        ...(signal ? { signal } : {}),
        ...(text === undefined
          ? {}
          : {
              headers: {
                'content-type': 'application/json',
                'content-length': Buffer.byteLength(text),
              },
            }),
      })
        .once('response', (response) => {
          // a stream may be quiet as long as it likes
          asked.setTimeout(0);
          resolve(response);
        })
        .once('timeout', () => asked.destroy(this.#silent()))
        .once('error', (error) => reject(this.#explain(error)))
        .end(text);
    });
    if ((response.statusCode ?? 500) < 400) return response;
    throw toAgentError(await this.#text(response), response.statusCode);
  }

  async #text(response: IncomingMessage): Promise<string> {
    let text = '';
    try {
      for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>)
        text += chunk;
    } catch (error) {
      throw this.#explain(error);
    }
    return text;
  }

  #silent(): AgentError {
    return new AgentError(
      'not-running',
      `the agent at ${this.socket} does not answer within ${this.patience / 1000} s; is its process stopped?`,
    );
  }

  #explain(error: unknown): Error {
    if (error instanceof AgentError) return error;
    const { code } = error as NodeJS.ErrnoException;
    const details = { cause: error };
    switch (code) {
      case 'ENOENT':
      case 'ECONNREFUSED':
        return new AgentError(
          'not-running',
          `no agent answers at ${this.socket}; start one, or say where it is with --socket`,
          details,
        );
      case 'EACCES':
      case 'EPERM':
        return new AgentError(
          'privilege-missing',
          `may not open ${this.socket}; run as root, or as a member of its group`,
          details,
        );
      default:
        return new AgentError(
          'not-running',
          `the agent at ${this.socket} broke off: ${errorMessage(error)}`,
          details,
        );
    }
  }
}

function toAgentError(text: string, status = 500): AgentError {
  try {
    const { error } = JSON.parse(text) as ErrorDocument;
    return new AgentError(error.code, error.message);
  } catch {
    return new AgentError('internal', `the agent answered ${status}: ${text.trim()}`);
  }
}
