import type { NudState } from '@kith/net-types';
import * as fc from 'fast-check';

import { lane } from './lane.js';
import { ALL_ON, type KernelWrite, type Operation, type Script, type Switch } from './operation.js';

export const OPERATIONS_PER_SCRIPT = 20;

const STATES = [
  ...(['NONE', 'INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY'] as const),
  ...(['PROBE', 'FAILED', 'NOARP', 'PERMANENT'] as const),
];
const NOTHING = { isExtLearned: false, isManaged: false, isRouter: false, use: false } as const;

const key = fc.nat(lane(0).keys.length - 1);
const lladdr = fc.constantFrom('right' as const, 'wrong' as const, 'none' as const);
const isRarelyTrue = fc.nat(9).map((n) => n === 0);

/** As this agent writes: managed, used, verified, half a creation. */
const ours = fc
  .constantFrom<Partial<KernelWrite>>(
    { isManaged: true },
    { use: true },
    { state: 'PROBE', lladdr: 'right' },
    { state: 'PROBE', lladdr: 'wrong' },
    { state: 'STALE', lladdr: 'none' },
    { state: 'PERMANENT', lladdr: 'right' },
    {},
  )
  .map((over): KernelWrite => ({
    ...{ ...NOTHING, isExtLearned: true, state: 'NONE', lladdr: 'none', protocol: 75 },
    createOnly: false,
    ...over,
  }));

/** As others may: whatever the kernel takes. But what is managed and not extern_learn is collected whenever it failed. */
const anything: fc.Arbitrary<KernelWrite> = fc
  .record({
    state: fc.constantFrom(...STATES),
    lladdr,
    isExtLearned: fc.boolean(),
    isManaged: isRarelyTrue,
    isRouter: fc.boolean(),
    use: isRarelyTrue,
    protocol: fc.constantFrom(0, 0, 11, 75),
    createOnly: isRarelyTrue,
  })
  .map((write) => ({ ...write, isExtLearned: write.isExtLearned || write.isManaged }));

/** Which switch to turn, and whether one that is off is turned on again instead. */
interface Turn {
  readonly kind: 'turn';
  readonly what: Switch;
  readonly isRestoring: boolean;
}

const operation: fc.Arbitrary<Operation | Turn> = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('write' as const), key, write: ours }),
    weight: 6,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('write' as const), key, write: anything }),
    weight: 5,
  },
  { arbitrary: fc.record({ kind: fc.constant('delete' as const), key }), weight: 2 },
  {
    arbitrary: fc.record({
      kind: fc.constant('turn' as const),
      what: fc.constantFrom(...(Object.keys(ALL_ON) as Switch[])),
      isRestoring: fc.nat(3).map((n) => n > 0),
    }),
    weight: 4,
  },
  { arbitrary: fc.constant({ kind: 'own-mac' as const }), weight: 1 },
);

/** The scripts that a seed stands for. One in twenty ends with its device. */
export function randomScripts(seed: number, count: number): readonly Script[] {
  const length = OPERATIONS_PER_SCRIPT;
  const all = fc.array(operation, { minLength: length, maxLength: length, size: 'max' });
  return fc
    .sample(all, { seed, numRuns: count })
    .map(decideTurns)
    .map(giveMacs)
    .map((script, i) =>
      i % 20 === 19 ? [...script.slice(0, -1), { kind: 'remove-device' }] : script,
    );
}

/**
 * These are not off together. With an MTU below 1280 the device has no IPv6 settings, and gets the default ones
 * with its IPv6. A device that comes up without carrier may still hear, up to a second late, that it lost it.
 */
const ENTANGLED: readonly (readonly Switch[])[] = [
  ['mtu', 'ipv6', 'evict'],
  ['up', 'carrier'],
];

/** Mostly everything is on. */
function decideTurns(script: readonly (Operation | Turn)[]): Script {
  const off: Switch[] = [];
  return script.map((operation) => {
    if (operation.kind !== 'turn') return operation;
    const [first] = off;
    const entangled = off.find((what) => areEntangled(what, operation.what));
    const what = entangled ?? (first && operation.isRestoring ? first : operation.what);
    const isOn = off.includes(what);
    if (isOn) off.splice(off.indexOf(what), 1);
    else off.push(what);
    return { kind: 'switch', what, isOn };
  });
}

const WITHOUT_MAC: ReadonlySet<NudState> = new Set(['NONE', 'INCOMPLETE', 'FAILED']);

/**
 * Whether a managed entry has a MAC just now is not compared midway. But a write without one is refused where the entry
 * has none either, if its state needs one: so to what may be managed it is given.
 */
function giveMacs(script: Script): Script {
  const managed = new Set<number>();
  return script.map((operation) => {
    if (operation.kind === 'delete') managed.delete(operation.key);
    if (operation.kind !== 'write') return operation;
    const { key, write } = operation;
    const needsMac = managed.has(key) && !write.createOnly && !WITHOUT_MAC.has(write.state);
    if (write.isManaged) managed.add(key);
    else if (!write.createOnly) managed.delete(key);
    return needsMac && write.lladdr === 'none'
      ? { ...operation, write: { ...write, lladdr: 'right' } }
      : operation;
  });
}

function areEntangled(a: Switch, b: Switch): boolean {
  return ENTANGLED.some((group) => group.includes(a) && group.includes(b));
}
