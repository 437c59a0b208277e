import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { NODES, type WatchEvent } from './kube-api.js';
import { FakeKubeApi } from './kube-api.fake.js';
import { KubeError } from './kube-error.js';
import { ListWatch } from './list-watch.js';
import { event } from './objects.fake.js';

const GONE = new KubeError('too old resource version', 410);
const CONFIRM_AFTER = 30_000;

let api: FakeKubeApi;
let clock: FakeClock;
let heard: string[];
let isBelieved: boolean;
let abort: AbortController;
let listWatch: ListWatch<unknown>;
let followed: Promise<string>;

/** Begins to follow; `followed` gives how it ended. */
async function follow(): Promise<void> {
  abort = new AbortController();
  followed = listWatch.follow(abort.signal).then(
    () => 'ended',
    (error: unknown) => (error as Error).message,
  );
  await clock.settle();
}

const versions = (events: readonly WatchEvent[]): readonly string[] =>
  events.map(
    ({ object }) => (object as { metadata: { resourceVersion: string } }).metadata.resourceVersion,
  );

beforeEach(() => {
  api = new FakeKubeApi();
  clock = new FakeClock();
  heard = [];
  isBelieved = true;
  const options = {
    labelSelector: 'role=worker',
    watchTimeout: 60_000,
    confirmAfter: CONFIRM_AFTER,
  };
  const sink = {
    read: (object: unknown) => (object === 'unreadable' ? undefined : object),
    listed: (objects: readonly unknown[]) => {
      heard.push(`listed ${objects.join(' ')}`);
      return isBelieved;
    },
    happened: (events: readonly WatchEvent[]) =>
      void heard.push(`happened ${versions(events).join(' ')}`),
  };
  listWatch = new ListWatch(
    NODES,
    api,
    clock,
    () => options,
    sink,
    () => 0.5,
  );
});

afterEach(async () => {
  abort.abort();
  await followed;
});

describe('a listing', () => {
  it('is taken whole, page after page, and watched from its version on', async () => {
    api.pages.push({ items: ['a', 'b'], resourceVersion: '7', continueToken: 'more' });
    api.lists('7', 'c');
    await follow();
    expect(heard).toEqual(['listed a b c']);
    expect(api.asked).toEqual([
      'list nodes role=worker',
      'list nodes role=worker more',
      'watch nodes role=worker 7',
    ]);
  });

  it('of which a page fails is told to nobody, and begun anew', async () => {
    api.pages.push({ items: ['a'], resourceVersion: '7', continueToken: 'more' }, GONE);
    await follow();
    expect(await followed).toBe(GONE.message);
    expect(heard).toEqual([]);
    api.lists('9', 'a', 'b');
    await follow();
    expect(heard).toEqual(['listed a b']);
  });

  it('leaves out what cannot be read', async () => {
    api.lists('7', 'a', 'unreadable', 'b');
    await follow();
    expect(heard).toEqual(['listed a b']);
  });

  it('without end is an error', async () => {
    const many = Array.from({ length: 250_001 }, () => 'a');
    api.lists('7', ...many.slice(0, 3));
    api.pages.unshift({ items: many, resourceVersion: '7', continueToken: 'more' });
    await follow();
    expect(await followed).toBe('more than 250000 nodes; choose among them by a selector');
    expect(heard).toEqual([]);
  });

  it('that is not believed is made again after a while', async () => {
    isBelieved = false;
    api.lists('7');
    await follow();
    await clock.advance(CONFIRM_AFTER - 1);
    expect(api.asked).toHaveLength(1);
    isBelieved = true;
    api.lists('8', 'a');
    await clock.advance(1);
    expect(heard).toEqual(['listed ', 'listed a']);
    expect(api.asked.at(-1)).toBe('watch nodes role=worker 8');
  });

  it('that waits to be made again ends with the signal', async () => {
    isBelieved = false;
    api.lists('7');
    await follow();
    abort.abort();
    await followed;
    expect(clock.pending).toBe(0);
  });
});

describe('a watch', () => {
  beforeEach(async () => {
    api.lists('7', 'a');
    await follow();
    heard = [];
    api.asked.length = 0;
  });

  it('tells what happens, and goes on from there when the server ends it', async () => {
    api.tells(event('ADDED', '8'), event('DELETED', '9'));
    await clock.settle();
    api.ends();
    await clock.settle();
    expect(heard).toEqual(['happened 8 9']);
    expect(api.asked).toEqual(['watch nodes role=worker 9']);
  });

  it('goes on from a bookmark too', async () => {
    api.tells(event('BOOKMARK', '50'));
    await clock.settle();
    api.ends();
    await clock.settle();
    expect(api.asked).toEqual(['watch nodes role=worker 50']);
  });

  it('that breaks is resumed where it was, not listed', async () => {
    api.tells(event('MODIFIED', '8'));
    await clock.settle();
    api.fails(new KubeError('cannot be reached'));
    expect(await followed).toBe('cannot be reached');
    await follow();
    expect(api.asked).toEqual(['watch nodes role=worker 8']);
  });

  it('whose version is gone is listed anew at once', async () => {
    await clock.advance(1_000);
    api.ends();
    await clock.settle();
    api.lists('20', 'a', 'b');
    api.fails(GONE);
    await clock.settle();
    expect(heard).toEqual(['listed a b']);
    expect(api.asked.slice(1)).toEqual(['list nodes role=worker', 'watch nodes role=worker 20']);
  });

  it('is not begun without end where each listing is forgotten at once', async () => {
    api.fails(GONE);
    expect(await followed).toBe(GONE.message);
    expect(api.asked).toEqual([]);
  });

  it('that ends at once and without news is begun again, and is an error the second time', async () => {
    api.ends();
    await clock.settle();
    expect(api.asked).toEqual(['watch nodes role=worker 7']);
    api.ends();
    expect(await followed).toBe('the watch of nodes ends at once');
  });

  it('begins with a listing after it was told to forget', async () => {
    listWatch.forget();
    abort.abort();
    await followed;
    await follow();
    expect(api.asked).toEqual(['list nodes role=worker']);
  });
});
