import { beforeEach, describe, expect, it } from '@jest/globals';

import type { EtcdChange } from './etcd-client.js';
import { RecordBook } from './record-book.js';

const PREFIX = '/kith/nodes/';

const text = (name: string, addresses: readonly string[] = []): Buffer =>
  Buffer.from(JSON.stringify({ name, addresses }));
const put = (name: string, value = text(name)): EtcdChange => ({
  kind: 'put',
  key: Buffer.from(PREFIX + name),
  value,
});
const gone = (name: string): EtcdChange => ({ kind: 'delete', key: Buffer.from(PREFIX + name) });

const names = (book: RecordBook): readonly string[] => [...book.records()].map(({ name }) => name);

describe('RecordBook', () => {
  let book: RecordBook;

  beforeEach(() => {
    book = new RecordBook(PREFIX, undefined, { keys: 3, bytes: 1000 });
  });

  it('tells what became of each node once, however often it changed', () => {
    book.add([put('a'), put('b')]);
    const changed = book.apply([put('a', text('a', ['10.0.0.1'])), gone('b'), put('c'), gone('c')]);
    expect([...changed]).toEqual([
      ['a', { name: 'a', addresses: ['10.0.0.1'] }],
      ['b', undefined],
      ['c', undefined],
    ]);
    expect(names(book)).toEqual(['a']);
  });

  it('lets a node go whose key goes, also where its last value was bad', () => {
    book.add([put('a')]);
    book.apply([put('a', Buffer.from('bad'))]);
    expect(names(book)).toEqual(['a']);
    expect([...book.apply([gone('a')])]).toEqual([['a', undefined]]);
    expect([...book.problems()]).toEqual([]);
  });

  it('has nothing of a key that was never good, but its problem', () => {
    book.add([put('a', Buffer.from('bad')), put('b')]);
    expect(names(book)).toEqual(['b']);
    expect([...book.problems()]).toEqual([
      ['a', expect.stringMatching(/^\/kith\/nodes\/a is no JSON .*; put it again$/)],
    ]);
  });

  it('begins anew with a listing, in which only bad keys are as they were', () => {
    book.add([put('a'), put('b'), put('c')]);
    const next = new RecordBook(PREFIX, book);
    next.add([put('a', Buffer.from('bad')), put('b')]);
    next.complete();
    expect(names(next)).toEqual(['a', 'b']);
  });

  it('tells keys apart that are no UTF-8', () => {
    const odd = [0xfe, 0xff].map((byte) => ({
      key: Buffer.concat([Buffer.from(PREFIX), Buffer.of(byte)]),
      value: text('\uFFFD'),
    }));
    book.add(odd);
    expect([...book.problems()]).toHaveLength(2);
    expect(names(book)).toEqual([]);
  });

  it('leaves out the keys beyond its bounds, says so, and asks for a listing once they may fit', () => {
    expect(book.add([put('a'), put('b'), put('c')])).toBe(true);
    expect(book.add([put('d')])).toBe(false);
    expect(names(book)).toEqual(['a', 'b', 'c']);
    expect([...book.problems()]).toEqual([
      ['all', expect.stringMatching(/more under \/kith\/nodes\/ than the 3 keys and 1000 bytes/)],
    ]);
    expect(book.isWorthListing).toBe(false);
    // what is there may change, and keeps what it had where it grows too large
    book.apply([put('a', text('a', ['10.0.0.1'])), put('b', text('b', ['1'.repeat(1000)]))]);
    expect([...book.records()].map(({ addresses }) => addresses)).toEqual([['10.0.0.1'], [], []]);
    book.apply([gone('a')]);
    expect(book.isWorthListing).toBe(true);
  });

  it('has room beside a value that is too large for a record', () => {
    const roomy = new RecordBook(PREFIX, undefined, { keys: 3, bytes: 1000 });
    expect(roomy.add([put('a', Buffer.alloc(100_000)), put('b')])).toBe(true);
    expect(names(roomy)).toEqual(['b']);
  });
});
