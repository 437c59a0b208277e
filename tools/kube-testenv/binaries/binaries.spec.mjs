import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { serverBinaries } from './binaries.mjs';
import { versionIn } from './kube-apiserver.mjs';
import { complaint } from './run.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-binaries-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const look = (environment) =>
  serverBinaries({
    mayMake: false,
    log: () => undefined,
    environment: { XDG_CACHE_HOME: folder, ...environment },
  });

it('a binary that the environment names is taken', () => {
  const file = path.join(folder, 'etcd');
  writeFileSync(file, '', { mode: 0o755 });
  expect(look({ ETCD: file })).toMatchObject({ ETCD: file });
});

it('one that cannot be run is told by its name, and none is taken instead', () => {
  const file = path.join(folder, 'absent');
  expect(look({ KUBE_APISERVER: file })).toMatchObject({
    KITH_NO_KUBE_APISERVER: `KUBE_APISERVER names ${file}, which cannot be run`,
  });
});

it('where nothing may be made, it says what makes it', () => {
  expect(look({})).toEqual({
    KITH_NO_KUBE_APISERVER: expect.stringContaining('prepare.mjs makes it'),
    KITH_NO_ETCD: expect.stringContaining('prepare.mjs makes it'),
  });
});

it('the version is the one that go.mod pins', () => {
  expect(versionIn('require k8s.io/kubernetes v1.2.3')).toBe('v1.2.3');
  expect(versionIn('require (\n\tk8s.io/kubernetes v1.2.4 // indirect\n)')).toBe('v1.2.4');
  expect(() => versionIn('require k8s.io/api v0.1.0')).toThrow('does not require');
});

it('of what a program prints its error is told, else its last line', () => {
  expect(complaint('W: odd\nE: Unable to fetch\nE: No such package\n\n', 100)).toBe(
    'E: No such package',
  );
  expect(complaint('go: reading\ngo: no network\n', 1)).toBe('go: no network');
  expect(complaint('', 1)).toBe('exit code 1');
});
