import type { NeighborDocument, StatusDocument } from '@kith/introspection';
import type { TargetReport } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';

/** A command that shows one document of the running agent. */
export interface View<Document> {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly examples: readonly string[];
  render(document: Document, terminal: Terminal, now: Date): Promise<string>;
}

const status: View<StatusDocument> = {
  name: 'status',
  description: 'whether the agent is well, what it does, and why each device is in or out',
  path: '/v1/status',
  examples: ['kith status', 'kith status --json | jq .discovery.neighbors'],
  async render(document, terminal, now) {
    const { renderStatus } = await import('../render/status.js');
    return renderStatus(document, terminal, now);
  },
};

const targets: View<{ readonly targets: readonly TargetReport[] }> = {
  name: 'targets',
  description: 'the addresses that sources want resolved, and the next hops they need',
  path: '/v1/targets',
  examples: ['kith targets', 'kith targets --watch'],
  async render(document, terminal) {
    const { renderTargets } = await import('../render/targets.js');
    return renderTargets(document, terminal);
  },
};

const neighbors: View<{ readonly neighbors: readonly NeighborDocument[] }> = {
  name: 'neighbors',
  description: 'the neighbors that are kept resolved, and how they are',
  path: '/v1/neighbors',
  examples: [
    'kith neighbors',
    'kith neighbors --watch',
    `kith neighbors --json | jq '.neighbors[] | select(.status != "resolved")'`,
  ],
  async render(document, terminal, now) {
    const { renderNeighbors } = await import('../render/neighbors.js');
    return renderNeighbors(document, terminal, now);
  },
};

// each renders its own document, which only its own route answers
export const views = [status, targets, neighbors] as readonly View<never>[];
