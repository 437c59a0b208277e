import type { IncomingMessage } from 'node:http';

import { HttpError } from './http-error.js';

export const MAX_BODY_BYTES = 64 * 1024;

/** The JSON body of a request; undefined without one. @throws HttpError 413 when too long, 400 when no JSON */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // read on, keep nothing: a client that still sends would not see the answer
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    if (size > 16 * MAX_BODY_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) {
    const message = `the body is longer than ${MAX_BODY_BYTES} bytes`;
    throw new HttpError(413, 'bad-request', message, { connection: 'close' });
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpError(400, 'bad-request', 'the body is not JSON');
  }
}
