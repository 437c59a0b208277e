import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { errorDocument, type HttpError } from './http-error.js';

export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', `${JSON.stringify(value)}\n`);
}

export function sendError(response: ServerResponse, error: HttpError): void {
  const text = `${JSON.stringify(errorDocument(error))}\n`;
  sendText(response, error.status, 'application/json', text, error.headers);
}

/**
 * One value a line, as fast as the client reads and no faster. Ends well when the stream does or the
 * signal aborts. @throws what the stream threw
 */
export async function sendLines(
  response: ServerResponse,
  values: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  // the client may have to wait long for the first line, and shall know that it is connected
  response.flushHeaders();
  for await (const value of values) {
    if (signal.aborted) break;
    const hasRoom = response.write(`${JSON.stringify(value)}\n`);
    if (!hasRoom) await drained(response, signal);
  }
  response.end();
}

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal });
  } catch (error) {
    // aborted: the loop sees it
    if (!signal.aborted) throw error;
  }
}
