import { describe, expect, it } from '@jest/globals';

import { MAX_NAME_LENGTH, MAX_RECORD_BYTES, parseRecord } from './parse-record.js';

const problemOf = (name: string, text: string | undefined): string | undefined => {
  const parsed = parseRecord(name, text === undefined ? undefined : Buffer.from(text));
  return 'problem' in parsed ? parsed.problem : undefined;
};

describe('a record', () => {
  it('is a node, with labels or without, whose addresses are not looked at yet', () => {
    const record = { name: 'node2', addresses: ['10.69.0.2', 'nonsense'], labels: { role: 'a' } };
    expect(parseRecord('node2', Buffer.from(JSON.stringify(record)))).toEqual({ record });
  });

  it.each([
    ['', '{}', /has no name after the prefix/],
    ['n'.repeat(MAX_NAME_LENGTH + 1), '{}', /name of more than 253 characters/],
    ['node\uFFFD', '{}', /name that is no UTF-8/],
    ['no\u001bde', '{"name":"no\\u001bde","addresses":[]}', /is no node/],
    ['node2', undefined, /is larger than the 65536 bytes/],
    ['node2', ' '.repeat(MAX_RECORD_BYTES + 1), /is larger than the 65536 bytes/],
    ['node2', '', /is no JSON .*put it again/],
    ['node2', '{"name":', /is no JSON/],
    ['node2', '[]', /is no node: expected a mapping, got a list/],
    ['node2', 'null', /is no node: /],
    ['node2', '{"name":"node2"}', /is no node: addresses: expected a list, got nothing$/],
    ['node2', '{"name":"node2","adresses":["10.0.0.1"]}', /addresses: .*; unknown key "adresses"/],
    ['node2', '{"name":2,"addresses":[3,4]}', /name: .*; addresses.*; and 1 more$/],
    ['node2', '{"name":"node3","addresses":[]}', /is named "node3", which its key must end with/],
    ['node2', '{"name":"node2","addresses":"10.0.0.1"}', /addresses: expected a list/],
  ])('under %.10s that holds %.60s says what is wrong', (name, text, expected) => {
    expect(problemOf(name, text)).toMatch(expected);
  });

  it('that is no UTF-8 is told', () => {
    expect(parseRecord('node2', Buffer.of(0x22, 0xff, 0x22))).toHaveProperty('problem');
  });
});
