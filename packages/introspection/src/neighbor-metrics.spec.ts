import type { Metrics } from '@kith/agent-api';
import type { NeighborView } from '@kith/neighbor-api';
import { describe, expect, it } from '@jest/globals';

import { NeighborMetrics } from './neighbor-metrics.js';

describe('NeighborMetrics', () => {
  it('reads each gauge when it is asked for', () => {
    const gauges = new Map<string, () => unknown>();
    const metrics = {
      gauge: (name: string, _help: string, ...rest: readonly (string | (() => unknown))[]) => {
        const read = rest.at(-1) as () => unknown;
        gauges.set(name, () => {
          const value = read();
          return typeof value === 'number' ? value : [...(value as Iterable<unknown>)];
        });
      },
    } as unknown as Metrics;
    let targets = 1;
    const view = {
      summary: () => ({
        targets,
        refusedTargets: 2,
        heldBack: 3,
        neighbors: { resolved: 4, error: 0 },
        sources: [{ id: 'static', isSynced: true, owners: 1 }],
      }),
      devices: () => [
        { device: 'eno1', isSelected: true, neighbors: 4 },
        { device: 'lo', isSelected: false, neighbors: 0 },
      ],
    } as unknown as NeighborView;

    new NeighborMetrics(metrics, view);
    targets = 7;

    expect(Object.fromEntries([...gauges].map(([name, read]) => [name, read()]))).toEqual({
      neighbors: [
        ['resolved', 4],
        ['error', 0],
      ],
      targets: 7,
      refused_targets: 2,
      held_back_neighbors: 3,
      source_synced: [['static', 1]],
      device_neighbors: [['eno1', 4]],
    });
  });
});
