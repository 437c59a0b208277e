import { AgentError, Clock } from '@kith/agent-api';
import {
  KernelState,
  NeighborWriter,
  askedEntry,
  removal,
  type SetNeighbor,
} from '@kith/neighbor-api';
import {
  addressKind,
  type IfIndex,
  type Link,
  type MacAddress,
  type Neighbor,
  neighborKey,
} from '@kith/net-types';

import type { LocalAgent } from '../cli/command-context.js';
import type { Migration } from '../render/migration.js';

/** So many are asked at a time: their questions and answers are no burst to any device. */
const AT_ONCE = 200;
/** The kernel gives up on one that is PROBE after 3 questions, 1 s each by default. */
const LONGEST_PROBE_MS = 30_000;

type Pinned = Neighbor & { readonly lladdr: MacAddress };

/**
 * What would be migrated: PERMANENT entries of these devices that carry no other owner's mark.
 * @throws AgentError `config-invalid` for a device that there is not
 */
export function migrations(agent: LocalAgent, devices: readonly string[]): readonly Migration[] {
  const state = agent.get(KernelState);
  const { mark } = agent.get(NeighborWriter);
  const links = devices.map((name) => linkOf(name, state.links));
  return links.flatMap(({ name, ifindex }) =>
    pinned(state, ifindex, mark).map(({ address, lladdr }) => ({
      device: name,
      ifindex,
      address,
      lladdr,
      result: 'would be checked' as const,
    })),
  );
}

/**
 * Has the kernel ask each neighbor, its MAC in use meanwhile. Who answers has an entry of ours from then on, with the
 * MAC that it answered from; the entry of who does not is removed.
 */
export async function migrate(
  agent: LocalAgent,
  planned: readonly Migration[],
): Promise<readonly Migration[]> {
  const done: Migration[] = [];
  for (let i = 0; i < planned.length; i += AT_ONCE) {
    done.push(...(await migrateSome(agent, planned.slice(i, i + AT_ONCE))));
  }
  return done;
}

async function migrateSome(
  agent: LocalAgent,
  planned: readonly Migration[],
): Promise<readonly Migration[]> {
  const state = agent.get(KernelState);
  const writer = agent.get(NeighborWriter);
  const entryOf = ({ ifindex, address }: Migration): Neighbor | undefined =>
    state.neighbors.get(neighborKey(ifindex, address));

  const asked = await writer.apply(planned.map((one) => question(one, entryOf(one))));
  const open = planned.filter((_, i) => asked[i]?.ok);
  await decided(agent, () => open.every((one) => !isUndecided(entryOf(one))));

  const answers = open.filter((one) => entryOf(one)?.state === 'REACHABLE');
  const silent = open.filter((one) => !answers.includes(one));
  const removed = await writer.apply(silent.map(removal));
  return planned.map((one, i): Migration => {
    const refusal = asked[i]?.ok ? removed[silent.indexOf(one)] : asked[i];
    if (refusal && !refusal.ok) return { ...one, result: 'failed', error: refusal.error.message };
    if (!answers.includes(one)) return { ...one, result: 'removed' };
    return { ...one, lladdr: entryOf(one)?.lladdr ?? one.lladdr, result: 'converted' };
  });
}

/** Until the kernel's news make it so, or it takes too long. */
function decided(agent: LocalAgent, isDecided: () => boolean): Promise<void> {
  if (isDecided()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancelNews();
      cancelTimer();
      resolve();
    };
    const cancelTimer = agent.get(Clock).timer(LONGEST_PROBE_MS, end);
    const cancelNews = agent.get(KernelState).onChange(() => {
      if (isDecided()) end();
    });
  });
}

function isUndecided(entry: Neighbor | undefined): boolean {
  return entry?.state === 'PROBE' || entry?.state === 'DELAY' || entry?.state === 'INCOMPLETE';
}

function question(migration: Migration, observed?: Neighbor): SetNeighbor {
  return askedEntry({ ...migration, observed }, migration.lladdr);
}

function pinned(state: KernelState, ifindex: IfIndex, mark: number): readonly Pinned[] {
  return [...state.neighbors.values()].filter(
    (entry): entry is Pinned =>
      entry.ifindex === ifindex &&
      entry.state === 'PERMANENT' &&
      entry.lladdr !== undefined &&
      // a mark is an owner who may still be there
      (entry.protocol === 0 || entry.protocol === mark) &&
      !entry.isExtLearned &&
      addressKind(entry.address) === 'unicast',
  );
}

function linkOf(name: string, links: ReadonlyMap<IfIndex, Link>): Link {
  const known = [...links.values()];
  const link = known.find((candidate) => candidate.name === name);
  if (link) return link;
  const names = known.map((candidate) => candidate.name).join(', ');
  throw new AgentError('config-invalid', `there is no device ${name}; there are ${names}`);
}
