import { MemoryMetrics } from '@kith/agent-testing';
import type { NeighborView } from '@kith/neighbor-api';
import { describe, expect, it } from '@jest/globals';

import { NeighborMetrics } from './neighbor-metrics.js';

describe('NeighborMetrics', () => {
  it('reads each gauge when it is asked for', () => {
    const metrics = new MemoryMetrics();
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

    expect(metrics.read('targets')).toBe(7);
    expect(metrics.read('refused_targets')).toBe(2);
    expect(metrics.read('held_back_neighbors')).toBe(3);
    expect(metrics.read('neighbors', 'resolved')).toBe(4);
    expect(metrics.read('neighbors', 'error')).toBe(0);
    expect(metrics.read('source_synced', 'static')).toBe(1);
    expect(metrics.read('device_neighbors', 'eno1')).toBe(4);
    expect(metrics.read('device_neighbors', 'lo')).toBeUndefined();
  });
});
