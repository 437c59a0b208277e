import { macAddress } from '@kith/net-types';
import type { SetNeighborRequest } from '@kith/rtnetlink';
import * as fc from 'fast-check';

import { type DeviceName, DEVICES, MACS } from './network.fake.js';

/** Something that happens around the agent or to it; plain data, so that a failure shows it and replays. */
export type Happening =
  | { readonly kind: 'wants'; readonly owner: string; readonly addresses: readonly string[] }
  | { readonly kind: 'lets go'; readonly owner: string }
  | ({ readonly kind: 'route' } & RouteChange)
  | ({ readonly kind: 'device'; readonly what: DeviceEvent } & OnDevice)
  | ({ readonly kind: 'address'; readonly text: string; readonly isThere: boolean } & OnDevice)
  | ({ readonly kind: 'write' } & Written & OnNeighbor)
  | ({ readonly kind: 'delete' } & OnNeighbor)
  | ({ readonly kind: 'traffic' } & OnNeighbor)
  | ({ readonly kind: 'neighbor'; readonly mac: 0 | 1 | null } & OnNeighbor)
  | ({ readonly kind: 'speaks'; readonly how: 'announcement' | 'question' } & OnNeighbor)
  | ({ readonly kind: 'refusals'; readonly times: number } & OnNeighbor)
  | { readonly kind: 'losses'; readonly count: number }
  | {
      readonly kind: 'killed' | 'restarted';
      readonly isSyncedAtOnce: boolean;
      /** What it runs under from then on; null = what it ran under before. */
      readonly strategy: StrategyName | null;
    }
  | { readonly kind: 'synced' | 'settles' }
  | { readonly kind: 'time'; readonly ms: number };

export const STRATEGIES = ['managed', 'agent-refresh', 'permanent'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

export type DeviceEvent = 'carrier lost' | 'down' | 'own MAC' | 'removed' | 'repaired';

interface OnDevice {
  readonly device: DeviceName;
}

interface OnNeighbor extends OnDevice {
  readonly address: string;
}

interface Written {
  readonly write: Partial<SetNeighborRequest>;
  /** What was there is deleted first: a mark outlives any write. */
  readonly isAnew: boolean;
}

interface RouteChange {
  readonly prefix: string;
  readonly priority: number;
  readonly legs: readonly { readonly dev: DeviceName; readonly via: string }[];
}

/** On-link, behind gateways, unroutable at times, our own, of broadcast; both families. */
const TARGETS = [
  ...['10.0.0.2', '10.0.0.3', '10.0.1.2', '10.9.0.2', '10.9.0.3', '10.0.0.1', '10.0.0.255'],
  ...['fd00::2', 'fd01::2', 'fd09::2'],
];

/** Neighbors that are wanted now and then, and some that never are. */
const NEIGHBORS: readonly OnNeighbor[] = [
  ...['10.0.0.2', '10.0.0.3', '10.0.0.66', '10.0.0.67', '10.0.0.99', 'fd00::2', 'fe80::66'].map(
    (address) => ({ device: 'eth1' as const, address }),
  ),
  ...['10.0.1.2', '10.0.1.66', '10.0.0.2', 'fd01::2', 'fe80::66'].map((address) => ({
    device: 'eth2' as const,
    address,
  })),
];

const GATEWAYS_V4 = [
  { dev: 'eth1' as const, via: '10.0.0.66' },
  { dev: 'eth1' as const, via: '10.0.0.67' },
  { dev: 'eth2' as const, via: '10.0.1.66' },
];
const GATEWAYS_V6 = DEVICES.map((dev) => ({ dev, via: 'fe80::66' }));
const PREFIXES_V4 = ['10.9.0.0/24', '10.9.0.2/32', '0.0.0.0/0', '10.0.0.3/32'];
const PREFIXES_V6 = ['fd09::/64', '::/0'];

const MAC = macAddress('02:00:00:00:0b:02');
/** The one that a neighbor really has at first. */
const TRUE_MAC = MACS[0];
/**
 * Not INCOMPLETE: for such an entry the kernel asks nobody, whoever uses or manages it, and it does not always
 * tell; who does not know of it, or cannot write NONE first, cannot mend it.
 */
const WRITES: readonly Partial<SetNeighborRequest>[] = [
  { state: 'PERMANENT', lladdr: MAC },
  { state: 'PERMANENT', lladdr: MAC, protocol: 75 },
  { state: 'PERMANENT', lladdr: TRUE_MAC },
  { state: 'REACHABLE', lladdr: MAC, protocol: 11 },
  { state: 'REACHABLE', lladdr: MAC, isExtLearned: true },
  { state: 'STALE', lladdr: TRUE_MAC, isExtLearned: true },
  { state: 'NONE', isExtLearned: true, isManaged: true },
  { state: 'STALE', lladdr: MAC },
  { state: 'REACHABLE', lladdr: MAC },
  { state: 'NOARP', lladdr: MAC },
  { state: 'FAILED', protocol: 11 },
  { state: 'NONE' },
  { state: 'NONE', use: true },
];

const LONGEST_END = 20;

type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;

const neighbor = fc.constantFrom(...NEIGHBORS);
const owner = fc.constantFrom('a', 'b', 'c');

function at<K extends Happening['kind'], T extends object>(
  kind: K,
  key: fc.Arbitrary<object>,
  traits: fc.Arbitrary<T>,
): fc.Arbitrary<Of<K>> {
  return fc
    .tuple(key, traits)
    .map(([where, what]) => ({ kind, ...where, ...what }) as unknown as Of<K>);
}

const nothing = fc.constant({});

function routes(
  prefixes: readonly string[],
  gateways: readonly RouteChange['legs'][number][],
): fc.Arbitrary<Happening> {
  const priority = fc.constantFrom(0, 0, 100);
  const legs = fc.subarray([...gateways]);
  const change = fc.record({ prefix: fc.constantFrom(...prefixes), priority, legs });
  return at('route', nothing, change);
}

const WRITTEN = at(
  'write',
  neighbor,
  fc.record({ write: fc.constantFrom(...WRITES), isAnew: fc.boolean() }),
);
const HOST = at('neighbor', neighbor, fc.record({ mac: fc.constantFrom(0 as const, 0, 1, null) }));

const TIME = at('time', nothing, fc.record({ ms: fc.constantFrom(1, 100, 1000, 3000, 12_000) }));

const KINDS: readonly (readonly [number, fc.Arbitrary<Happening>])[] = [
  [3, at('wants', nothing, fc.record({ owner, addresses: fc.subarray(TARGETS) }))],
  [1, at('lets go', nothing, fc.record({ owner }))],
  [3, routes(PREFIXES_V4, GATEWAYS_V4)],
  [1, routes(PREFIXES_V6, GATEWAYS_V6)],
  [
    3,
    at(
      'device',
      fc.record({ device: fc.constantFrom(...DEVICES) }),
      fc.record({
        what: fc.constantFrom<DeviceEvent>(
          ...(['carrier lost', 'down', 'own MAC', 'removed'] as const),
          ...(['repaired', 'repaired', 'repaired', 'repaired'] as const),
        ),
      }),
    ),
  ],
  [
    1,
    at(
      'address',
      fc.constantFrom<object>(
        { device: 'eth1', text: '10.0.0.1/24' },
        { device: 'eth1', text: '10.0.0.2/24' },
        { device: 'eth2', text: '10.9.0.3/32' },
        { device: 'eth2', text: 'fd01::1/64' },
      ),
      fc.record({ isThere: fc.boolean() }),
    ),
  ],
  [3, WRITTEN],
  [2, at('delete', neighbor, nothing)],
  [1, at('traffic', neighbor, nothing)],
  [2, HOST],
  [
    1,
    at(
      'speaks',
      neighbor,
      fc.record({ how: fc.constantFrom('announcement' as const, 'question' as const) }),
    ),
  ],
  [1, at('refusals', neighbor, fc.record({ times: fc.constantFrom(1, 2, 5) }))],
  [1, at('losses', nothing, fc.record({ count: fc.constantFrom(1, 3, 20) }))],
  [
    1,
    fc.record({
      kind: fc.constantFrom('killed' as const, 'restarted' as const),
      isSyncedAtOnce: fc.boolean(),
      strategy: fc.constantFrom(null, null, null, ...STRATEGIES),
    }),
  ],
  [2, fc.constant({ kind: 'synced' })],
  [3, fc.constant({ kind: 'settles' })],
  [4, TIME],
];

/** A story of up to `longest` happenings. At its end others write, and hosts come and go, that something of theirs is left. */
export function stories(longest: number): fc.Arbitrary<readonly Happening[]> {
  const any = fc.oneof(...KINDS.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  const most = fc.array(any, { minLength: 1, maxLength: longest - LONGEST_END, size: 'max' });
  const end = fc.array(fc.oneof(WRITTEN, HOST, TIME), { maxLength: LONGEST_END, size: 'max' });
  return fc.tuple(most, end).map(([before, after]) => [...before, ...after]);
}
