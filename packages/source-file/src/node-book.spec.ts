import { beforeEach, describe, expect, it } from '@jest/globals';

import { NodeBook, type Reading } from './node-book.js';
import type { Found, NodeText } from './node-texts.js';

const AT = '/etc/kith/nodes.yaml';
const FOLDER = '/etc/kith/nodes.d';
const ABSENT: Found = { kind: 'nothing', problem: 'is not there; put it there' };

const yaml = (...names: readonly string[]): string =>
  `nodes: [${names.map((name) => `{ name: ${name}, addresses: [10.0.0.2] }`).join(', ')}]`;
const file = (text: string): Found => ({ kind: 'file', file: { text } });
const folder = (files: Readonly<Record<string, string | NodeText>>): Found => ({
  kind: 'folder',
  files: new Map(
    Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? { text } : text]),
  ),
});

let book: NodeBook;

beforeEach(() => {
  book = new NodeBook();
});

const names = ({ nodes }: Reading): string => nodes.map(({ name }) => name).join(' ');
const problems = ({ problems }: Reading): Record<string, string> => Object.fromEntries(problems);

describe('one file', () => {
  it('is followed', async () => {
    expect(names(await book.take(AT, file(yaml('a', 'b'))))).toBe('a b');
    const reading = await book.take(AT, file(yaml('b', 'c')));
    expect([names(reading), reading.isWhole, problems(reading)]).toEqual(['b c', true, {}]);
  });

  it.each<[string, Found]>([
    ['half-written', file('nodes: [{ name: a, addr')],
    ['emptied', file('')],
    ['no text', { kind: 'file', file: { problem: 'is no UTF-8 text' } }],
    ['deleted', ABSENT],
    ['a folder without files', folder({})],
    ['a folder with a bad file', folder({ 'a.yaml': '[' })],
  ])('that is %s takes nothing away', async (_how, found) => {
    await book.take(AT, file(yaml('a', 'b')));
    const reading = await book.take(AT, found);
    expect(names(reading)).toBe('a b');
    expect(reading.isWhole).toBe(false);
    const [[, said = ''] = []] = reading.problems;
    expect(said).toMatch(/^\/etc\/kith\/nodes\.yaml.*(nodes stay|until then)$/);
    const mended = await book.take(AT, file(yaml('b')));
    expect([names(mended), mended.isWhole, problems(mended)]).toEqual(['b', true, {}]);
  });

  it.each<[string, Found]>([
    ['missing', ABSENT],
    ['bad', file('[')],
  ])('that is %s from the first is waited for', async (_how, found) => {
    const reading = await book.take(AT, found);
    expect([names(reading), reading.isWhole]).toEqual(['', false]);
    expect(problems(reading)['nodes.yaml']).toMatch(/nothing is removed until then$/);
  });

  it('keeps to what it was where the next is bad, and is the next once that is good', async () => {
    await book.take(AT, file(yaml('a')));
    expect(names(await book.take('/srv/other.yaml', file('[')))).toBe('a');
    expect(names(await book.take('/srv/other.yaml', file(yaml('b'))))).toBe('b');
  });
});

describe('a folder', () => {
  it('is the nodes of its files, and follows one that is deleted', async () => {
    const both = { 'a.yaml': yaml('a'), 'b.json': '{"nodes":[{"name":"b","addresses":[]}]}' };
    expect(names(await book.take(FOLDER, folder(both)))).toBe('a b');
    expect(names(await book.take(FOLDER, folder({ 'b.json': both['b.json'] })))).toBe('b');
  });

  it('keeps the last good nodes of a bad file, and follows the others', async () => {
    await book.take(FOLDER, folder({ 'a.yaml': yaml('a'), 'b.yaml': yaml('b') }));
    const reading = await book.take(
      FOLDER,
      folder({ 'a.yaml': yaml('a', 'c'), 'b.yaml': 'nodes: 7' }),
    );
    expect(names(reading)).toBe('a c b');
    expect(problems(reading)).toEqual({
      'b.yaml':
        '/etc/kith/nodes.d/b.yaml:1:1: nodes: expected a list, got 7; its last good nodes stay',
    });
  });

  it('serves what is good of it from the first, and is not whole', async () => {
    const reading = await book.take(FOLDER, folder({ 'a.yaml': yaml('a'), 'b.yaml': '[' }));
    expect([names(reading), reading.isWhole]).toEqual(['a', false]);
    expect((await book.take(FOLDER, folder({ 'a.yaml': yaml('a') }))).isWhole).toBe(true);
  });

  it.each<[string, Found]>([
    ['may not be read', { kind: 'nothing', problem: 'may not be read' }],
    ['is empty', folder({})],
  ])('that %s keeps everything', async (_how, found) => {
    await book.take(FOLDER, folder({ 'a.yaml': yaml('a'), 'b.yaml': yaml('b') }));
    const reading = await book.take(FOLDER, found);
    expect(names(reading)).toBe('a b');
    expect(problems(reading)['nodes.d']).toContain('the last nodes stay');
  });

  it('with a node in two files keeps the first, and names both', async () => {
    const reading = await book.take(
      FOLDER,
      folder({ 'a.yaml': yaml('x', 'a'), 'b.yaml': yaml('x', 'b') }),
    );
    expect([names(reading), reading.isWhole]).toEqual(['x a b', true]);
    expect(problems(reading)).toEqual({
      'b.yaml': expect.stringMatching(/nodes\.d\/b\.yaml: node "x" is in .*nodes\.d\/a\.yaml too/),
    });
  });
});
