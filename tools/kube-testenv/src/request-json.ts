import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

export interface JsonRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is where it is a text, else as JSON. */
  readonly body?: unknown;
  readonly tls?: Readonly<Pick<https.RequestOptions, 'ca' | 'cert' | 'key'>>;
  /** Keeps connections; default: one for each request. */
  readonly agent?: http.Agent;
}

export interface JsonAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** One request to a server. Rejects where there is no answer. */
export async function requestJson(
  url: string,
  { method = 'GET', headers = {}, body, tls = {}, agent }: JsonRequest = {},
): Promise<JsonAnswer> {
  const { request } = url.startsWith('https:') ? https : http;
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const options = {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    agent: agent ?? false,
    ...tls,
  };
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(url, options, resolve).once('error', reject).end(sent);
  });
  return { status: response.statusCode ?? 0, body: parse(await text(response)) };
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}
