import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { cached, cacheFolder } from './cache.mjs';

let folder;
let made;

const make = (scratch) => {
  made += 1;
  const file = path.join(scratch, 'anything');
  writeFileSync(file, '', { mode: 0o755 });
  return file;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-cache-'));
  made = 0;
});

afterEach(() => rmSync(folder, { recursive: true }));

it('a binary is made once, and nothing is left beside it', () => {
  const file = path.join(folder, 'etcd');
  expect(cached('etcd', make, folder)).toBe(file);
  expect(cached('etcd', make, folder)).toBe(file);
  expect(made).toBe(1);
  expect(readdirSync(folder)).toEqual(['etcd']);
});

it('what could not be made leaves nothing behind, and is tried again the next time', () => {
  const fail = () => {
    throw new Error('no network');
  };
  expect(() => cached('etcd', fail, folder)).toThrow('no network');
  expect(readdirSync(folder)).toEqual([]);
  cached('etcd', make, folder);
  expect(made).toBe(1);
});

it('the cache is where the user has such', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/kith-kube-testenv');
  expect(cacheFolder({})).toMatch(/\/\.cache\/kith-kube-testenv$/);
});
