import type { ServerResponse } from 'node:http';

import { MetricsReport, Readiness } from '@kith/agent-api';
import { inject, injectable } from 'inversify';

import { sendJson, sendText } from './respond.js';

type Probe = (response: ServerResponse) => void | Promise<void>;

/** What those ask who watch over the agent; served on the socket and over HTTP. */
@injectable()
export class Probes {
  readonly #byPath: ReadonlyMap<string, Probe>;

  constructor(
    @inject(Readiness) readiness: Readiness,
    @inject(MetricsReport) metrics: MetricsReport,
  ) {
    this.#byPath = new Map<string, Probe>([
      // that it answers is the answer
      ['/healthz', (response) => sendJson(response, 200, { isAlive: true })],
      [
        '/readyz',
        (response) => {
          const missing = readiness.missing();
          const isReady = missing.length === 0;
          sendJson(response, isReady ? 200 : 503, { isReady, missing });
        },
      ],
      [
        '/metrics',
        async (response) => sendText(response, 200, metrics.contentType, await metrics.render()),
      ],
    ]);
  }

  at(path: string): Probe | undefined {
    return this.#byPath.get(path);
  }
}
