import { describe, expect, it } from '@jest/globals';

import { nearestHint } from './nearest-name.js';

describe('nearestHint', () => {
  it('names what was meant', () => {
    expect(nearestHint('device', ['devices', 'strategy'])).toBe('; the nearest is "devices"');
    expect(nearestHint('stratgey', ['devices', 'strategy'])).toBe('; the nearest is "strategy"');
  });

  it('lists what there is where nothing is near', () => {
    expect(nearestHint('bgp', ['devices', 'strategy'])).toBe('; known are devices, strategy');
  });

  it('says nothing where nothing is known', () => {
    expect(nearestHint('bgp', [])).toBe('');
  });
});
