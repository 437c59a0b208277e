import { describe, expect, it } from '@jest/globals';

import { config } from './crowd.js';

describe('config', () => {
  it('names no node where there is no address, and takes settings of other plugins', () => {
    expect(config([], { other: 1 })).toMatchObject({
      plugins: { 'source-static': { nodes: [] }, other: 1 },
    });
  });
});
