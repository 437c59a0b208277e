import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { jsonLines } from './json-lines.js';

async function batches(chunks: Iterable<string>): Promise<readonly (readonly unknown[])[]> {
  const given: (readonly unknown[])[] = [];
  for await (const batch of jsonLines(Readable.from(chunks))) given.push(batch);
  return given;
}

describe('lines of JSON', () => {
  it('come in batches, wherever the chunks end', async () => {
    const chunks = ['{"a":1}\n{"b"', ':2', '}\n', '\n{"c":3}\n{"d":4}\n'];
    expect(await batches(chunks)).toEqual([[{ a: 1 }], [{ b: 2 }], [{ c: 3 }, { d: 4 }]]);
  });

  it('that was cut off at the end is dropped: the watch is resumed before it', async () => {
    expect(await batches(['{"a":1}\n{"b":'])).toEqual([[{ a: 1 }]]);
  });

  it('are an error where one is none, or does not end', async () => {
    await expect(batches(['{"a":1}\nnonsense\n'])).rejects.toThrow(SyntaxError);
    const endless = Array.from({ length: 17 }, () => 'x'.repeat(1024 * 1024));
    await expect(batches(endless)).rejects.toThrow('an event does not end');
  });
});
