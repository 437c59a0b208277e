import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readSmallFile } from './read-small-file.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-read-'));
  file = path.join(folder, 'file');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a small file', () => {
  it.each(['', 'secret\n'])('is read: %j', async (text) => {
    writeFileSync(file, text);
    expect((await readSmallFile(file)).toString()).toBe(text);
  });

  it.each<[string, () => void, string]>([
    ['there', () => undefined, 'there is no such file'],
    ['a file', () => execFileSync('mkfifo', [file]), 'it is no regular file'],
    [
      'small',
      () => {
        writeFileSync(file, '');
        truncateSync(file, 5 * 2 ** 20);
      },
      'it has more than 4194304 bytes',
    ],
  ])('that is not %s is refused', async (_what, make, told) => {
    make();
    await expect(readSmallFile(file)).rejects.toThrow(told);
  });
});
