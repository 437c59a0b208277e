import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { MAX_FILE_BYTES, MAX_FILES, readNodeTexts } from './node-texts.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'node-texts-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const put = (name: string, content: string | Uint8Array): void => writeFileSync(at(name), content);

describe('a file', () => {
  it('is read as it is, whatever it is called', async () => {
    put('nodes', 'nodes: []\n');
    expect(await readNodeTexts(at('nodes'))).toEqual({
      kind: 'file',
      file: { text: 'nodes: []\n' },
    });
  });

  it('that is too large is not read', async () => {
    put('nodes.yaml', '#'.repeat(MAX_FILE_BYTES + 1));
    expect(await readNodeTexts(at('nodes.yaml'))).toEqual({
      kind: 'file',
      file: { problem: expect.stringContaining('make it smaller') },
    });
  });

  it('that is no text is told', async () => {
    put('nodes.yaml', Uint8Array.of(0xff, 0xfe, 0x00));
    expect(await readNodeTexts(at('nodes.yaml'))).toEqual({
      kind: 'file',
      file: { problem: 'is no UTF-8 text' },
    });
  });

  it('that is a pipe is not waited for', async () => {
    execFileSync('mkfifo', [at('nodes.yaml')]);
    expect(await readNodeTexts(at('nodes.yaml'))).toEqual({
      kind: 'file',
      file: { problem: 'is no file' },
    });
  });

  it.each([
    ['absent.yaml', 'is not there'],
    ['a/b.yaml', 'is not there'],
    ['plain/nodes.yaml', 'part of its path is no folder'],
    ['circle', 'leads in a circle'],
  ])('that cannot be opened is told with the cure: %s', async (name, problem) => {
    put('plain', '');
    symlinkSync('circle', at('circle'));
    expect(await readNodeTexts(at(name))).toEqual({
      kind: 'nothing',
      problem: expect.stringContaining(problem),
    });
  });
});

describe('a folder', () => {
  it('is its files of nodes by name, without what editors leave there', async () => {
    for (const name of ['b.yml', 'a.yaml', 'c.json']) put(name, name);
    const others = [
      'README',
      'a.yaml~',
      '.a.yaml.swp',
      '#a.yaml#',
      '4913',
      'a.yaml.bak',
      '.x.yaml',
    ];
    for (const name of others) put(name, '');
    const found = await readNodeTexts(folder);
    expect(found.kind === 'folder' && [...found.files]).toEqual(
      ['a.yaml', 'b.yml', 'c.json'].map((name) => [name, { text: name }]),
    );
  });

  it('has its bad ones told one by one', async () => {
    put('a.yaml', 'a');
    mkdirSync(at('b.yaml'));
    put('c.yaml', '#'.repeat(MAX_FILE_BYTES + 1));
    symlinkSync('nowhere', at('d.yaml'));
    const found = await readNodeTexts(folder);
    expect(found.kind === 'folder' && Object.fromEntries(found.files)).toEqual({
      'a.yaml': { text: 'a' },
      'b.yaml': { problem: 'is no file' },
      'c.yaml': { problem: expect.stringContaining('make it smaller') },
    });
  });

  it('is read up to a bound', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) put(`${name}.yaml`, '#'.repeat(MAX_FILE_BYTES));
    const found = await readNodeTexts(folder);
    expect(found.kind === 'folder' && found.files.get('e.yaml')).toHaveProperty('problem');
  });

  it('with too many files is not read at all', async () => {
    for (let i = 0; i <= MAX_FILES; i++) put(`${i}.yaml`, '');
    expect(await readNodeTexts(folder)).toEqual({
      kind: 'nothing',
      problem: expect.stringContaining(`more than ${MAX_FILES} files`),
    });
  });
});
