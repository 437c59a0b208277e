import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, FakeHealth, FakeJobGroup, MemoryLogger } from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import { FileSource } from './file-source.js';
import { FakePathWatch } from './path-watch.fake.js';
import { sourceFileConfig, type SourceFileConfig } from './source-file.config.js';

const NODES = `nodes:
  - { name: node2, addresses: [10.69.0.2, 'fd00::2'], labels: { role: worker } }
  - { name: node3, addresses: [10.69.0.3] }
`;

let folder: string;
let file: string;
let config: FakeConfig<SourceFileConfig>;
let targets: FakeTargets;
let watch: FakePathWatch;
let clock: FakeClock;
let jobs: FakeJobGroup;
let health: FakeHealth;
let logger: MemoryLogger;
let source: FileSource;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'file-source-'));
  file = path.join(folder, 'nodes.yaml');
  writeFileSync(file, NODES);
  config = new FakeConfig(sourceFileConfig.parse({ path: file }));
  targets = new FakeTargets();
  watch = new FakePathWatch();
  clock = new FakeClock();
  jobs = new FakeJobGroup(clock);
  health = new FakeHealth('source-file');
  logger = new MemoryLogger();
  source = new FileSource(config, targets, watch, jobs, clock, health, logger);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const registered = () => targets.source('file');
const claims = (): Record<string, unknown> => Object.fromEntries(registered().claims);

/** Nothing is read any more. Files are real here: it takes as long as it takes, and the deadline of the test bounds it. */
async function settled(): Promise<void> {
  for (let isSettled = false; !isSettled;) {
    isSettled = await jobs.settled().then(
      () => true,
      () => false,
    );
  }
}

/** Starts it, and has it read. */
async function started(): Promise<void> {
  await source.start();
  await settled();
}

/** Puts a text there, and has it read as when inotify told. */
async function put(text: string): Promise<void> {
  writeFileSync(file, text);
  watch.event();
  await clock.advance(50);
  await settled();
}

describe('a file source', () => {
  it('wants the nodes of its file, and is synced', async () => {
    await started();
    expect(watch.at).toBe(file);
    expect(registered().targetClass).toBe('node');
    expect(registered().isSynced).toBe(true);
    expect(claims()).toEqual({ node2: ['10.69.0.2', 'fd00::2'], node3: ['10.69.0.3'] });
    expect(health.complaints()).toEqual([]);
  });

  it('does not have the others wait for its file', async () => {
    await source.start();
    expect(registered().isSynced).toBe(false);
    await settled();
    expect(registered().isSynced).toBe(true);
  });

  it('follows its file', async () => {
    await started();
    await put('nodes: [{ name: node4, addresses: [10.69.0.4] }]');
    expect(claims()).toEqual({ node4: ['10.69.0.4'] });
    await put('nodes: []');
    expect(claims()).toEqual({});
  });

  it('reads once what changes several times in a row', async () => {
    await started();
    for (let i = 0; i < 5; i++) watch.event();
    await clock.advance(1000);
    await settled();
    expect(jobs.runs.get('read')).toBe(2);
  });

  it('does not give Targets the same again', async () => {
    await started();
    await put(`# the same, in another order
nodes:
  - { name: node3, addresses: [10.69.0.3] }
  - { name: node2, addresses: ['fd00::2', 10.69.0.2] }
`);
    await put(NODES);
    expect(registered().calls.replace).toBe(1);
  });

  it('keeps the last good nodes of a bad file, and says so until it is good', async () => {
    await started();
    await put('nodes:\n  - name: node2\n    addr');
    expect(registered().calls.replace).toBe(1);
    expect(health.complaints()).toEqual([
      expect.stringMatching(
        /^source-file\/nodes\.yaml: .*nodes\.yaml:3:9: .*; its last good nodes stay$/,
      ),
    ]);
    await put('nodes: []');
    expect(claims()).toEqual({});
    expect(health.complaints()).toEqual([]);
  });

  it('keeps the nodes of a file that is deleted', async () => {
    await started();
    rmSync(file);
    watch.event();
    await clock.advance(50);
    await settled();
    expect(Object.keys(claims())).toEqual(['node2', 'node3']);
    expect(health.complaints()).toEqual([
      expect.stringMatching(/is not there; put it there, with "nodes: \[\]" for no nodes/),
    ]);
  });

  it('is not synced before its file is there and good', async () => {
    rmSync(file);
    await started();
    await put('nodes: [');
    expect(registered().calls).toMatchObject({ replace: 0, synced: 0 });
    await put(NODES);
    expect(registered().calls).toMatchObject({ replace: 1, synced: 1 });
  });

  it('wants of each address what can be had', async () => {
    targets.refusals.set('fd00::2', 'is over maxTargets');
    await started();
    expect(logger.messages('warn')).toEqual(['file/node2: fd00::2 is over maxTargets']);
    expect(registered().isSynced).toBe(true);
  });
});

describe('its config', () => {
  it('chooses nodes and families, also by a reload', async () => {
    await started();
    config.set(sourceFileConfig.parse({ path: file, selector: 'role=worker', families: ['ipv6'] }));
    await settled();
    expect(claims()).toEqual({ node2: ['fd00::2'] });
  });

  it('may name another file by a reload', async () => {
    await started();
    const other = path.join(folder, 'other.yaml');
    writeFileSync(other, 'nodes: []');
    config.set(sourceFileConfig.parse({ path: other }));
    await settled();
    expect(watch.at).toBe(other);
    expect(claims()).toEqual({});
  });
});

it('reads the file all the same where it cannot be watched, and again', async () => {
  watch.failure = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await started();
  expect(registered().isSynced).toBe(true);
  expect(jobs.failures.get('read')).toMatchObject([
    { message: expect.stringContaining('raise fs.inotify.max_user_watches') },
  ]);
  writeFileSync(file, 'nodes: []');
  await clock.advance(100);
  await settled();
  expect(claims()).toEqual({});
});

it('lets go when it stops, and can start again', async () => {
  await started();
  const first = registered();
  await source.stop();
  await source.stop();
  expect([first.calls.close, watch.at, config.listeners]).toEqual([1, undefined, 0]);
  await started();
  await started();
  expect(registered().calls.replace).toBe(1);
});
