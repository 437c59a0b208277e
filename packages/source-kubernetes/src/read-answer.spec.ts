import { describe, expect, it } from '@jest/globals';

import { NODES } from './kube-api.js';
import { isExpired } from './kube-error.js';
import { eventOf, pageOf } from './read-answer.js';

const asked = { verb: 'watch', resource: NODES, server: 'https://10.0.0.1:6443' } as const;

function thrown(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('a page', () => {
  const page = (content: unknown): unknown => thrown(() => pageOf(JSON.stringify(content), asked));

  it('says whether there is more', () => {
    const metadata = { resourceVersion: '7', continue: 'more' };
    expect(page({ items: [1], metadata })).toEqual({
      items: [1],
      resourceVersion: '7',
      continueToken: 'more',
    });
    const last = { items: [], resourceVersion: '7', continueToken: undefined };
    expect(page({ items: [], metadata: { ...metadata, continue: '' } })).toEqual(last);
  });

  it.each([
    [null],
    ['x'],
    [{ items: [] }],
    [{ items: [], metadata: { resourceVersion: '' } }],
    [{ items: {}, metadata: { resourceVersion: '7' } }],
  ])('is none in %j', (content) => {
    expect(page(content)).toEqual(
      new Error('https://10.0.0.1:6443 answered with no list of nodes'),
    );
  });

  it('is none in what is no JSON', () => {
    expect(() => pageOf('<html>', asked)).toThrow('no list of nodes');
  });
});

describe('a line of a watch', () => {
  it('tells what happened', () => {
    expect(eventOf({ type: 'ADDED', object: { a: 1 } }, asked)).toEqual({
      type: 'ADDED',
      object: { a: 1 },
    });
  });

  it('may say that the past is gone', () => {
    const line = { type: 'ERROR', object: { code: 410, message: 'too old' } };
    expect(isExpired(thrown(() => eventOf(line, asked)))).toBe(true);
  });

  it.each([[null], [7], [{}], [{ type: 'ERROR' }], [{ type: 'NEWS', object: { code: 410 } }]])(
    'is an error where it is none: %j',
    (line) => {
      const error = thrown(() => eventOf(line, asked));
      expect(error).toBeInstanceOf(Error);
      expect(isExpired(error)).toBe(false);
    },
  );
});
