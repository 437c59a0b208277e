import { describe, expect, it } from '@jest/globals';

import { refreshControllerConfig } from './refresh-controller.config.js';

describe('the config', () => {
  it('has a default for all but the intervals of the classes, which follow the period', () => {
    expect(refreshControllerConfig.parse({})).toEqual({
      profile: 'default',
      period: 30_000,
      intervals: {},
      framesPerSecond: 2000,
      broadcastsPerSecond: 20,
      parking: { after: 3, min: 5000, max: 300_000 },
    });
  });

  it('takes the contract as it stands', () => {
    const intervals = { gateway: '30s', node: '5m', other: '0' };
    expect(refreshControllerConfig.parse({ period: '0', intervals })).toMatchObject({
      period: 0,
      intervals: { gateway: 30_000, node: 300_000, other: 0 },
    });
  });

  it.each([{ parking: { min: '1m', max: '10s' } }])('refuses %j, which never ends', (config) => {
    expect(() => refreshControllerConfig.parse(config)).toThrow('max is shorter than min');
  });

  it.each([{ parking: { min: '100ms' } }, { period: '250ms' }, { intervals: { node: '10ms' } }])(
    'refuses %j, which would be a storm',
    (config) => {
      expect(() => refreshControllerConfig.parse(config)).toThrow('too short; write 1s or longer');
    },
  );
});
