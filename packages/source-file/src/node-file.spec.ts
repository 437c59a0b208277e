import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { nodeFileSchema, parseNodeFile } from './node-file.js';

const problem = (text: string): Promise<string> =>
  parseNodeFile(text, 'FILE').then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('a file of nodes', () => {
  it.each([
    ['nodes:\n  - { name: node2, addresses: [10.69.0.2, "fd00::2"], labels: { role: worker } }\n'],
    [
      '{ "$schema": "nodes.schema.json", "nodes": [\n\t{ "name": "node2", "addresses": ["10.69.0.2", "fd00::2"],' +
        ' "labels": { "role": "worker" } } ] }',
    ],
  ])('is YAML or JSON: %j', async (text) => {
    expect(await parseNodeFile(text, 'FILE')).toEqual([
      { name: 'node2', addresses: ['10.69.0.2', 'fd00::2'], labels: { role: 'worker' } },
    ]);
  });

  it('may say that there are none', async () => {
    expect(await parseNodeFile('nodes: []', 'FILE')).toEqual([]);
  });

  it.each([
    ['', 'FILE: is empty; write "nodes: []" for no nodes'],
    ['# later\n', 'FILE: is empty; write "nodes: []" for no nodes'],
    ['nodes:\n', 'FILE:1:1: nodes: expected a list, got null'],
    ['nodes:\n  - name: a\n    addre', "FILE:3:10: expected ':' after a mapping key"],
    ['nodes:\n  - name: a\n', 'FILE:2:5: nodes[0].addresses: expected a list, got nothing'],
    [
      'nodes:\n  - { name: a, addresses: [10.1] }',
      'FILE:2:28: nodes[0].addresses[0]: expected text, got 10.1',
    ],
    [
      'nods: []',
      'FILE:1:1: nodes: expected a list, got nothing; FILE:1:1: unknown key "nods"; the nearest',
    ],
    [
      'nodes:\n- { name: a, addresses: [] }\n- { name: a, addresses: [] }',
      'FILE:3:5: nodes[1].name: nodes[0] and nodes[1] are both named "a"',
    ],
  ])('%j is none: it says where and why', async (text, why) => {
    expect(await problem(text)).toContain(why);
  });

  it('tells some problems of many', async () => {
    expect(await problem('nodes: [1, 2, 3, 4, 5]')).toMatch(
      /^(FILE:1:\d+: nodes\[\d\]: [^;]*; ){3}and 2 more$/,
    );
  });

  it('does not unfold without end', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const inner = i === 0 ? '"x"' : `*a${i - 1}`;
      return `x${i}: &a${i} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });
    expect(await problem(levels.join('\n'))).toContain('aliases exceeded');
  });
});

describe('the schema for editors', () => {
  it('knows the keys', () => {
    expect(nodeFileSchema()).toMatchObject({
      additionalProperties: false,
      required: ['nodes'],
      properties: {
        nodes: { items: { required: ['name', 'addresses'], additionalProperties: false } },
      },
    });
  });

  it('is what docs/nodes.schema.json says', async () => {
    const file = path.join(import.meta.dirname, '../../../docs/nodes.schema.json');
    // after a change to a key: npm run docs
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(nodeFileSchema());
  });
});
