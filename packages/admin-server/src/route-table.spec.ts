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
    expect([...(table.at('/v1/a')?.keys() ?? [])]).toEqual(['GET', 'POST']);
    expect(table.at('/v1/c')).toBeUndefined();
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
