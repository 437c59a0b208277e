import { describe, expect, it } from '@jest/globals';
import type { AdminRoute } from '@kith/agent-api';

import { RouteTable } from './route-table.js';

const route = (path: string, method: AdminRoute['method'] = 'GET'): AdminRoute => ({
  method,
  path,
  handle: () => path,
});

describe('RouteTable', () => {
  it('finds routes by path and method', () => {
    const table = new RouteTable([
      { id: 'a', routes: [route('/v1/a'), route('/v1/a', 'POST')] },
      { id: 'b', routes: [route('/v1/b')] },
    ]);
    expect([...(table.at('/v1/a')?.byMethod.keys() ?? [])]).toEqual(['GET', 'POST']);
    expect(table.at('/v1/c')).toBeUndefined();
  });

  it('finds routes with a parameter, after those without', () => {
    const routes = [route('/v1/a'), route('/v1/a/{name}', 'PUT'), route('/v1/a/all')];
    const table = new RouteTable([{ id: 'a', routes }]);
    const found = (path: string): unknown => {
      const { byMethod = new Map<string, AdminRoute>(), parameter } = table.at(path) ?? {};
      return [[...byMethod.values()].map((one) => one.path).join(), parameter];
    };
    expect(found('/v1/a')).toEqual(['/v1/a', '']);
    expect(found('/v1/a/b%20c')).toEqual(['/v1/a/{name}', 'b%20c']);
    expect(found('/v1/a/all')).toEqual(['/v1/a/all', '']);
    for (const path of ['/v1/a/', '/v1/a/b/c', '/v1', '/', '', 'a']) {
      expect([path, table.at(path)]).toEqual([path, undefined]);
    }
  });

  it('refuses a parameter that is not the last part', () => {
    const routes = [route('/v1/{name}/a')];
    expect(() => new RouteTable([{ id: 'a', routes }])).toThrow('not its last part');
  });

  it('refuses the same parameter under two names', () => {
    const routes = [route('/v1/a/{name}'), route('/v1/a/{owner}')];
    expect(() => new RouteTable([{ id: 'a', routes }])).toThrow('is there already');
  });

  it('refuses the same route twice, naming it and who brings it', () => {
    const twice = [
      { id: 'a', routes: [route('/v1/a')] },
      { id: 'b', routes: [route('/v1/a')] },
    ];
    expect(() => new RouteTable(twice)).toThrow('GET /v1/a of "b" is there already');
  });

  it('refuses two contributions of one id', () => {
    const twice = [
      { id: 'a', routes: [] },
      { id: 'a', routes: [] },
    ];
    expect(() => new RouteTable(twice)).toThrow('"a"');
  });
});
