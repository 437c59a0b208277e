import { expect, it } from '@jest/globals';

import { parseMetrics } from './metrics.js';

it('reads samples by name and labels', () => {
  const text = `# HELP kith_writes_total Writes.
# TYPE kith_writes_total counter
kith_writes_total 12
kith_neighbors{status="resolved",device="a b"} 2.5
`;
  expect([...parseMetrics(text)]).toEqual([
    ['kith_writes_total', 12],
    ['kith_neighbors{status="resolved",device="a b"}', 2.5],
  ]);
});
