import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { InotifyWatch } from './inotify-watch.js';

let top: string;
let watch: InotifyWatch;

beforeEach(() => {
  top = realpathSync(mkdtempSync(path.join(tmpdir(), 'inotify-watch-')));
  watch = new InotifyWatch();
});

afterEach(() => {
  watch.close();
  rmSync(top, { recursive: true, force: true });
});

const at = (name: string): string => path.join(top, name);

/** Resolves once something was told of what `happens` did; the test's own deadline bounds it. */
async function told(name: string, happens: () => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    watch.follow(at(name), resolve).then((failure) => {
      if (failure) reject(failure);
      else happens();
    }, reject);
  });
}

/** As `told`; and that nothing was told of what was `before`. */
async function toldOnly(name: string, before: () => void, happens: () => void): Promise<void> {
  let count = 0;
  await watch.follow(at(name), () => count++);
  const fence = new InotifyWatch();
  await new Promise<void>((resolve, reject) => {
    fence.follow(at('fence'), resolve).then(() => {
      before();
      // what is told of it is told after all that was before
      writeFileSync(at('fence'), '');
    }, reject);
  });
  fence.close();
  expect(count).toBe(0);
  await told(name, happens);
}

describe('a file', () => {
  beforeEach(() => {
    mkdirSync(at('etc'));
    writeFileSync(at('etc/nodes.yaml'), '1');
  });

  it('is told of when it is written', () =>
    told('etc/nodes.yaml', () => writeFileSync(at('etc/nodes.yaml'), '2')));

  it('is told of when another takes its name, again and again', async () => {
    for (const content of ['2', '3']) {
      await told('etc/nodes.yaml', () => {
        writeFileSync(at('etc/new'), content);
        renameSync(at('etc/new'), at('etc/nodes.yaml'));
      });
    }
  });

  it('is told of when it is deleted, and when it comes again', async () => {
    await told('etc/nodes.yaml', () => rmSync(at('etc/nodes.yaml')));
    await told('etc/nodes.yaml', () => writeFileSync(at('etc/nodes.yaml'), '2'));
  });

  it('is told of when its folder goes, and comes again', async () => {
    await told('etc/nodes.yaml', () => rmSync(at('etc'), { recursive: true }));
    await told('etc/nodes.yaml', () => mkdirSync(at('etc')));
    await told('etc/nodes.yaml', () => writeFileSync(at('etc/nodes.yaml'), '2'));
  });

  it('is told of when its folder is moved away', () =>
    told('etc/nodes.yaml', () => renameSync(at('etc'), at('old'))));

  it('is not told of when something else changes beside it', () =>
    toldOnly(
      'etc/nodes.yaml',
      () => writeFileSync(at('etc/other.yaml'), ''),
      () => rmSync(at('etc/nodes.yaml')),
    ));
});

describe('a file behind symbolic links', () => {
  /** As kubelet does: a new folder, and the link to it renamed over the old one. */
  function swap(version: string): void {
    mkdirSync(at(`etc/..${version}`), { recursive: true });
    writeFileSync(at(`etc/..${version}/nodes.yaml`), version);
    symlinkSync(`..${version}`, at('etc/..data_tmp'));
    renameSync(at('etc/..data_tmp'), at('etc/..data'));
  }

  it.each(['etc/nodes.yaml', 'etc'])(
    'is told of when the folder that they lead through is swapped: %s',
    async (name) => {
      swap('1');
      symlinkSync('..data/nodes.yaml', at('etc/nodes.yaml'));
      for (const version of ['2', '3']) await told(name, () => swap(version));
    },
  );

  it('is told of when it changes where it really is', async () => {
    mkdirSync(at('srv'));
    writeFileSync(at('srv/real.yaml'), '1');
    symlinkSync(at('srv'), at('way'));
    symlinkSync('way/../srv/./real.yaml', at('nodes.yaml'));
    await told('nodes.yaml', () => writeFileSync(at('srv/real.yaml'), '2'));
    await told('nodes.yaml', () => renameSync(at('way'), at('gone')));
  });

  it('that lead in a circle is not looked for without end', async () => {
    symlinkSync('circle', at('circle'));
    await told('circle', () => rmSync(at('circle')));
  });
});

describe('a folder', () => {
  beforeEach(() => mkdirSync(at('nodes.d')));

  it('is told of when a file in it comes, not when an editor leaves something there', () =>
    toldOnly(
      'nodes.d',
      () => writeFileSync(at('nodes.d/.a.yaml.swp'), ''),
      () => renameSync(at('nodes.d/.a.yaml.swp'), at('nodes.d/a.yaml')),
    ));
});

it('is told of when what did not even have a folder comes', async () => {
  await told('a/b/nodes.yaml', () => mkdirSync(at('a')));
  await told('a/b/nodes.yaml', () => mkdirSync(at('a/b')));
  await told('a/b/nodes.yaml', () => writeFileSync(at('a/b/nodes.yaml'), ''));
});

it('tells nothing once it is closed', async () => {
  let count = 0;
  await watch.follow(at('nodes.yaml'), () => count++);
  watch.close();
  writeFileSync(at('nodes.yaml'), '');
  // by then a watch that is not closed has heard of it
  await told('other.yaml', () => writeFileSync(at('other.yaml'), ''));
  expect(count).toBe(0);
});
