import { expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import type { TargetSource } from '@kith/neighbor-api';
import { addressFamily, type AddressFamily, parseIpAddress } from '@kith/net-types';
import * as fc from 'fast-check';

import { TargetRegistry } from './target-registry.js';

const SOURCES = ['static', 'file', 'kubernetes'];
/** Of both families, some written in two ways; and what can be no target. */
const TEXTS = [
  '10.0.0.2',
  '10.0.0.3',
  '10.0.0.4',
  'fd00::2',
  'FD00:0::2',
  'fd00::3',
  'nonsense',
  '::1',
];
const NO_TARGETS = ['nonsense', '::1'];

/** A registry, and what it should hold: the addresses of each owner that was not let go. */
class Pair {
  readonly registry = new TargetRegistry(new FakeClock());
  readonly wanted = new Map<string, readonly string[]>();
  /** Keys that listeners were told of since this was read last. */
  private told = new Set<string>();
  private readonly sources = new Map<string, TargetSource>();

  constructor() {
    for (const id of SOURCES) this.open(id);
    this.registry.onChange((targets) => {
      for (const { key } of targets) this.told.add(key);
    });
  }

  set(id: string, owner: string, texts: readonly string[]): void {
    this.source(id).set([{ owner, addresses: texts }]);
    this.wanted.set(`${id}/${owner}`, texts);
  }

  replace(id: string, claims: readonly { owner: string; addresses: readonly string[] }[]): void {
    this.source(id).replace(claims);
    this.forget(`${id}/`);
    for (const { owner, addresses } of claims) this.wanted.set(`${id}/${owner}`, addresses);
  }

  release(id: string, owner: string): void {
    this.source(id).release([owner]);
    this.wanted.delete(`${id}/${owner}`);
  }

  /** The source is turned off, and on again. */
  restart(id: string): void {
    this.source(id).close();
    this.forget(`${id}/`);
    this.open(id);
  }

  /** `10.0.0.2 file/a static/b`: each target with its owners, as the registry has them. */
  get held(): readonly string[] {
    return [...this.registry.targets.values()]
      .map(({ key, owners }) => [key, ...owners.map(({ id }) => id).sort()].join(' '))
      .sort();
  }

  /** The same, thought anew. */
  get expected(): readonly string[] {
    const owners = new Map<string, Set<string>>();
    for (const [owner, texts] of this.wanted) {
      for (const text of texts) {
        const address = parseIpAddress(text);
        if (address === undefined || NO_TARGETS.includes(text)) continue;
        owners.set(address, (owners.get(address) ?? new Set()).add(owner));
      }
    }
    return [...owners].map(([address, ids]) => [address, ...[...ids].sort()].join(' ')).sort();
  }

  takeTold(): ReadonlySet<string> {
    const told = this.told;
    this.told = new Set();
    return told;
  }

  private open(id: string): void {
    this.sources.set(id, this.registry.register({ id, class: 'node' }));
  }

  private source(id: string): TargetSource {
    return this.sources.get(id) as TargetSource;
  }

  private forget(prefix: string): void {
    for (const owner of [...this.wanted.keys()]) {
      if (owner.startsWith(prefix)) this.wanted.delete(owner);
    }
  }
}

type Step = (pair: Pair) => void;

const ids = fc.constantFrom(...SOURCES);
const owners = fc.constantFrom('a', 'b', 'c');
const texts = fc.subarray(TEXTS);
const claims = fc.uniqueArray(fc.record({ owner: owners, addresses: texts }), {
  selector: ({ owner }) => owner,
});

/** Has fast-check show what a step does. */
function named<T>(what: string, values: fc.Arbitrary<T>, step: (value: T, pair: Pair) => void) {
  return values.map((value): Step => {
    return Object.assign((pair: Pair) => step(value, pair), {
      [fc.toStringMethod]: () => `${what} ${fc.stringify(value)}`,
    });
  });
}

const steps = fc.array(
  fc.oneof(
    named('set', fc.tuple(ids, owners, texts), ([id, owner, all], pair) =>
      pair.set(id, owner, all),
    ),
    named('replace', fc.tuple(ids, claims), ([id, all], pair) => pair.replace(id, all)),
    named('release', fc.tuple(ids, owners), ([id, owner], pair) => pair.release(id, owner)),
    named('restart', ids, (id, pair) => pair.restart(id)),
    named('move', fc.tuple(ids, owners, owners), ([id, from, to], pair) => {
      const moved = pair.wanted.get(`${id}/${from}`) ?? [];
      pair.replace(id, [{ owner: to, addresses: moved }]);
    }),
    named(
      'lose a family',
      fc.tuple(ids, owners, fc.constantFrom<AddressFamily>('ipv4', 'ipv6')),
      ([id, owner, family], pair) => {
        const left = (pair.wanted.get(`${id}/${owner}`) ?? []).filter((text) => {
          const address = parseIpAddress(text);
          return address === undefined || addressFamily(address) !== family;
        });
        pair.set(id, owner, left);
      },
    ),
  ),
  { maxLength: 30 },
);

const difference = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...a.filter((line) => !b.includes(line)), ...b.filter((line) => !a.includes(line))].map(
    (line) => line.split(' ')[0] as string,
  );

it('whoever wanted what in whatever order: a target has exactly the owners that want it now', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const pair = new Pair();
      for (const step of all) {
        const before = pair.held;
        step(pair);
        expect(pair.held).toEqual(pair.expected);
        const told = pair.takeTold();
        for (const key of difference(before, pair.held)) expect(told).toContain(key);
      }
    }),
    { numRuns: 500 },
  );
});

it('to add an owner and to remove it again changes nothing', () => {
  fc.assert(
    fc.property(steps, ids, texts, texts, (all, id, first, second) => {
      const pair = new Pair();
      for (const step of all) step(pair);
      const before = pair.held;
      pair.set(id, 'newcomer', first);
      pair.set(id, 'newcomer', second);
      pair.release(id, 'newcomer');
      expect(pair.held).toEqual(before);
      expect(pair.registry.refused.map(({ owner }) => owner)).not.toContain(`${id}/newcomer`);
    }),
    { numRuns: 300 },
  );
});

it('over the limit in whatever order: never more, and all of it once there is room', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 4 }), (all, limit) => {
      const pair = new Pair();
      pair.registry.setLimit(limit);
      for (const step of all) {
        step(pair);
        expect(pair.registry.targets.size).toBeLessThanOrEqual(limit);
        const isAll = pair.held.join() === pair.expected.join();
        expect(pair.registry.isOverLimit).toBe(!isAll);
      }
      pair.registry.setLimit(TEXTS.length);
      expect(pair.held).toEqual(pair.expected);
      expect(pair.registry.isOverLimit).toBe(false);
    }),
    { numRuns: 500 },
  );
});
