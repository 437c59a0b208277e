import { describe, expect, it } from '@jest/globals';
import { keyInfo } from '@kith/agent-api';

import { neighborControllerConfig } from './neighbor-controller.config.js';

function issues(value: unknown): string[] {
  const result = neighborControllerConfig.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

describe('the config', () => {
  it('is that of the contract where nothing is said', () => {
    expect(neighborControllerConfig.parse({})).toMatchObject({
      discovery: true,
      strategy: 'auto',
      devices: [],
      directRoutingDevice: 'auto',
      families: ['ipv4', 'ipv6'],
      maxTargets: 10_000,
      maxNeighbors: 50_000,
      breakAfter: 10_000,
    });
  });

  it.each([
    [{ devices: ['eth 0'] }, 'is not a device name'],
    [{ excludePrefixes: ['10.0.0.0/33'] }, 'is not a prefix'],
    [{ lookups: [{ from: 'node2' }] }, 'is not an IP address'],
    [{ lookups: [{ iif: 'eth1', mark: 7 }] }, 'iif needs a from as well'],
    [{ breakAfter: 'soon' }, 'is not a duration'],
    [{ maxTargets: 0 }, 'Too small'],
    [{ standbye: true }, 'Unrecognized key'],
  ])('refuses %j: it %s', (value, message) => {
    expect(issues(value)).toEqual([expect.stringContaining(message)]);
  });
});

describe('--enable-l2-neigh-discovery', () => {
  const flag = keyInfo(neighborControllerConfig.shape.discovery)?.flag;

  it.each([
    ['', true],
    ['true', true],
    ['1', true],
    ['false', false],
    ['no', false],
  ])('%j', (text, value) => {
    expect(flag?.parse?.([text])).toBe(value);
  });

  it('refuses what is neither', () => {
    expect(() => flag?.parse?.(['maybe'])).toThrow('"maybe" is neither true nor false');
  });
});

it('takes --devices as a list, given once or several times', () => {
  const flag = keyInfo(neighborControllerConfig.shape.devices)?.flag;
  expect(flag?.parse?.(['eth0,eno+', 'lan0,'])).toEqual(['eth0', 'eno+', 'lan0']);
});
