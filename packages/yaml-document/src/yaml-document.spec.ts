import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';

import { explainIssue } from './explain-issue.js';
import { yamlDocument } from './yaml-document.js';

const schema = z.strictObject({
  nodes: z.array(z.strictObject({ name: z.string().min(1), addresses: z.array(z.string()) })),
});

/** Each thing that is wrong with a text, as a person sees it. */
async function problems(text: string): Promise<readonly string[]> {
  const { root, locate } = await yamlDocument(text, 'FILE');
  const parsed = schema.safeParse(root);
  if (parsed.success) return [];
  return parsed.error.issues
    .flatMap((issue) => explainIssue(issue, schema, root, []))
    .map(({ path, message }) => `${locate(path)}: ${message}`);
}

describe('what does not fit', () => {
  it.each([
    [
      'nodes:\n  - name: a\n    adresses: []',
      'FILE:2:5: nodes[0].addresses: expected a list, got nothing',
    ],
    [
      'nodes:\n  - { name: a, addresses: 10.0.0.2 }',
      'FILE:2:16: nodes[0].addresses: expected a list, got "10.0.0.2"',
    ],
    [
      '{\n\t"nodes": [\n\t\t{ "name": "", "addresses": [] }\n\t]\n}',
      'FILE:3:6: nodes[0].name: expected text, got ""',
    ],
    [
      `nodes:\n  - { name: a, addresses: "http://u:secret@h\\e[31m${'x'.repeat(200)}" }`,
      `FILE:2:16: nodes[0].addresses: expected a list, got "http://...@h\\u001b[31m${'x'.repeat(77)}...`,
    ],
    ['"\\e[31m\\n": 1', 'FILE:1:1: nodes: expected a list, got nothing'],
    ['- a', 'FILE:1:1: expected a mapping, got a list'],
  ])('is told with its place: %j', async (text, problem) => {
    expect((await problems(text))[0]).toBe(problem);
  });

  it('is told with the nearest name', async () => {
    const text = 'nodes:\n  - { name: a, addresses: [], adresses: [] }';
    expect(await problems(text)).toEqual([
      'FILE:2:31: unknown key "nodes[0].adresses"; the nearest is "addresses"',
    ]);
  });
});

it('takes JSON, indented by tabs', async () => {
  const { root } = await yamlDocument('{\n\t"nodes": [\n\t\t{ "name": "a" }\n\t]\n}\n', 'FILE');
  expect(root).toEqual({ nodes: [{ name: 'a' }] });
});

it.each(['', '# nothing\n', '---\n', 'null'])(
  'has no root for a text with nothing in it: %j',
  async (text) => {
    expect((await yamlDocument(text, 'FILE')).root).toBeUndefined();
  },
);
