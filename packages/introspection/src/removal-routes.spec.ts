import { expect, it } from '@jest/globals';
import type { HeldRemoval } from '@kith/neighbor-api';

import { RemovalRoutes } from './removal-routes.js';

const REMOVAL: HeldRemoval = { source: 'file', targets: 40, until: new Date(0) };

const asked: (string | undefined)[] = [];
const routes = new RemovalRoutes({
  heldRemovals: [REMOVAL],
  confirmRemovals: (source) => {
    asked.push(source);
    return [REMOVAL];
  },
});

function confirm(body: unknown): unknown {
  const [route] = routes.routes;
  return route?.handle({
    parameter: '',
    query: new URLSearchParams(),
    body,
    signal: new AbortController().signal,
  });
}

it('confirms what is held, of one source or of all, and answers what that was', () => {
  expect(confirm({ source: 'file' })).toEqual({ confirmed: [REMOVAL] });
  confirm({});
  confirm(undefined);
  expect(asked).toEqual(['file', undefined, undefined]);
});

it.each([{ sourse: 'file' }, { source: 7 }, 'file'])('refuses %j', (body) => {
  expect(() => confirm(body)).toThrow('expected { "source": "NAME" }, or nothing for all');
});

it('says of which sources something is held where that is another one', () => {
  asked.length = 0;
  expect(() => confirm({ source: 'source-file' })).toThrow(
    'nothing is held of "source-file"; it is of file',
  );
  expect(asked).toEqual([]);
});
