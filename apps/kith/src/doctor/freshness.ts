import { deviceSettings, devicesOf, settingsFinding } from './device-settings.js';
import { type Facts, strategyOf } from './facts.js';
import { type Check, type Finding, type Read, sysctlCommand } from './finding.js';

/** The kernel's own defaults, in seconds and milliseconds. */
const DELAY_S = 5;
const REACHABLE_MS = 30_000;
/** How often the kernel looks at its managed entries: interval_probe_time_ms of the first namespace. */
const MANAGED_ROUND_MS = 5000;
/** What profile `fast` promises. */
const FAST_MS = 5000;

/** How soon it is found that a neighbor moved to another MAC in silence, and what happens meanwhile. */
export const freshness: Check = {
  id: 'freshness',
  look: (facts, read) => [
    ...unicastOnly(facts, read),
    ...lateProbes(facts, read),
    ...(isFast(facts) ? [] : distrust(facts, read)),
  ],
  fine(facts, read) {
    const longest = bound(facts, read);
    return longest === 0
      ? undefined
      : `a MAC that changed in silence is found within ${Math.ceil(longest / 1000)} s`;
  },
};

const needsRefresh = (facts: Facts): boolean => strategyOf(facts)?.needsRefresh ?? false;
const isFast = ({ settings }: Facts): boolean => settings.profile === 'fast';

function unicastOnly(facts: Facts, read: Read): readonly Finding[] {
  const wrong = deviceSettings(facts, read, 'neigh', 'mcast_resolicit');
  return settingsFinding(
    wrong.filter(({ value }) => value === 0),
    3,
    {
      severity: 'advice',
      what: 'the kernel asks a neighbor that stopped answering by unicast only (mcast_resolicit)',
      why: 'one that moved to another MAC fails first: it has none for up to 5 s',
    },
  );
}

function lateProbes(facts: Facts, read: Read): readonly Finding[] {
  const wrong = deviceSettings(facts, read, 'neigh', 'delay_first_probe_time').filter(
    ({ value }) => value > DELAY_S,
  );
  const longest = Math.max(...wrong.map(({ value }) => value));
  return settingsFinding(wrong, DELAY_S, {
    severity: 'advice',
    what: `a neighbor in doubt is not asked for ${longest} s (delay_first_probe_time)`,
    why: 'one that moved or died is found that much later',
  });
}

function distrust(facts: Facts, read: Read): readonly Finding[] {
  if (!needsRefresh(facts)) return longTrust(facts, read);
  if (periodsInUse(facts).includes(0)) return [neverAgain];
  // what is pinned never becomes STALE
  return facts.summary.strategy === 'permanent' ? [] : staleBetween(facts, read);
}

/** Under managed and the like: what the kernel trusts for long it does not ask. */
function longTrust(facts: Facts, read: Read): readonly Finding[] {
  const wrong = reachableTimes(facts, read).filter(({ value }) => value > REACHABLE_MS);
  return settingsFinding(wrong, REACHABLE_MS, {
    severity: 'advice',
    what: `a neighbor is trusted for long once it answered (base_reachable_time_ms)`,
    why: `one that moved in silence is found after up to ${Math.ceil(bound(facts, read) / 1000)} s`,
  });
}

const neverAgain: Finding = {
  severity: 'advice',
  what: 'neighbors are never resolved anew (period 0)',
  where: 'refresh-controller.period',
  why: 'one that moved in silence keeps its old MAC for ever',
  cure: 'set refresh-controller.period (or the interval of the class) to 30s',
};

/** Under agent-refresh: between two turns the kernel must not lose its trust. */
function staleBetween(facts: Facts, read: Read): readonly Finding[] {
  const longest = Math.max(...periodsInUse(facts), 0);
  const wrong = reachableTimes(facts, read).filter(({ value }) => value < longest);
  if (wrong.length === 0) return [];
  const set = sysctlCommand(wrong.map(({ name }) => ({ name, to: longest })));
  return [
    {
      severity: 'advice',
      what: `neighbors are resolved anew each ${longest / 1000} s, but the kernel trusts them for less (base_reachable_time_ms)`,
      where: devicesOf(wrong),
      why: 'they are STALE in between, though traffic of the fast path confirms none of them',
      cure: `set refresh-controller.period to ${Math.floor(Math.min(...wrong.map(({ value }) => value)) / 1000)}s, or: ${set}`,
    },
  ];
}

const reachableTimes = (facts: Facts, read: Read): ReturnType<typeof deviceSettings> =>
  deviceSettings(facts, read, 'neigh', 'base_reachable_time_ms');

function periodsInUse({ neighbors, settings }: Facts): readonly number[] {
  return [...new Set(neighbors.map((neighbor) => neighbor.class))].map(
    (name) => settings.periods[name],
  );
}

/** Milliseconds until a silent change of a MAC is found, at most: trust, doubt, probes. */
function bound(facts: Facts, read: Read): number {
  if (isFast(facts)) return FAST_MS;
  const longest = Math.max(...periodsInUse(facts), 0);
  const bounds = reachableTimes(facts, read).map(({ device, family, value }) => {
    const neigh = (leaf: string): number => read(family, 'neigh', device, leaf) ?? 0;
    const probes = neigh('ucast_solicit') * neigh('retrans_time_ms');
    // the kernel takes between a half and one and a half of the base
    const trust = needsRefresh(facts) ? longest : 1.5 * value + MANAGED_ROUND_MS;
    return trust + neigh('delay_first_probe_time') * 1000 + probes;
  });
  return Math.max(...bounds, 0);
}
