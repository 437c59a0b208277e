import type { AdminRequest } from '@kith/agent-api';
import { FakeClock, FakeHealth, FakeReadiness } from '@kith/agent-testing';
import type { NeighborReport, NeighborView } from '@kith/neighbor-api';
import { FakeKernelCapabilities } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { NeighborRoutes } from './neighbor-routes.js';

const report: NeighborReport = {
  device: 'eno1',
  ifindex: ifIndex(2),
  address: ipAddress('10.69.0.66'),
  lladdr: macAddress('96:eb:75:fd:89:fd'),
  state: 'REACHABLE',
  flags: ['managed', 'extern_learn'],
  protocol: 75,
  strategy: 'managed',
  status: 'resolved',
  class: 'node',
  targets: [{ address: ipAddress('10.69.0.2'), owners: ['static/node2'] }],
  since: '2026-11-22T22:00:00.000Z',
  repairs: 0,
};

const summary = { strategy: 'managed', targets: 1 };

function routes(): NeighborRoutes {
  const view = {
    neighbors: () => [report],
    targets: () => [],
    devices: () => [],
    recentEvents: () => [],
    summary: () => summary,
    explain: (address: string) => Promise.resolve({ address }),
  } as unknown as NeighborView;
  const health = new FakeHealth();
  health.scope('fine').ok();
  health.scope('writes').degraded('broken');
  const readiness = new FakeReadiness();
  readiness.gate('static', 'source static is not synced');
  return new NeighborRoutes(
    view,
    new FakeKernelCapabilities(),
    health,
    readiness,
    new FakeClock(new Date(0)),
  );
}

function get(url: string): unknown {
  const { pathname, searchParams } = new URL(url, 'http://kith');
  const route = routes().routes.find(({ path }) => path === pathname);
  const request: AdminRequest = {
    parameter: '',
    query: searchParams,
    body: undefined,
    signal: new AbortController().signal,
  };
  return route?.handle(request);
}

describe('NeighborRoutes', () => {
  it('answers /v1/neighbors with exactly what the contract promises', () => {
    expect(JSON.stringify(get('/v1/neighbors'))).toBe(
      '{"neighbors":[{"device":"eno1","ifindex":2,"address":"10.69.0.66","lladdr":"96:eb:75:fd:89:fd",' +
        '"state":"REACHABLE","flags":["managed","extern_learn"],"strategy":"managed","status":"resolved",' +
        '"targets":[{"address":"10.69.0.2","owners":["static/node2"]}],"since":"2026-11-22T22:00:00.000Z"}]}',
    );
  });

  it('says what is missing, and degraded health first', () => {
    expect(get('/v1/status')).toMatchObject({
      isReady: false,
      missing: [{ gate: 'static' }],
      startedAt: '1970-01-01T00:00:00.000Z',
      discovery: summary,
      capabilities: [{ name: 'managed', status: 'supported' }, { name: 'ext-validated' }],
      health: [
        {
          scope: 'test/writes',
          level: 'degraded',
          message: 'broken',
          since: '1970-01-01T00:00:00.000Z',
        },
        { scope: 'test/fine', level: 'ok' },
      ],
    });
  });

  it('explains an address', async () => {
    expect(await get('/v1/explain?address=10.69.0.2')).toEqual({ address: '10.69.0.2' });
  });

  it.each(['/v1/targets', '/v1/devices', '/v1/events'])('answers %s', (path) => {
    expect(get(path)).toEqual({ [path.slice('/v1/'.length)]: [] });
  });
});
