import type { Facts } from './facts.js';
import { type Check, count, type Finding, some } from './finding.js';

/** Whether there is anything to keep resolved, and where. */
export const workToDo: Check = {
  id: 'targets',
  look: (facts) => [
    ...discovery(facts),
    ...unsynced(facts),
    ...sources(facts),
    ...devices(facts),
    ...refused(facts),
    ...skipped(facts),
  ],
  fine: ({ devices, targets, neighbors }) =>
    `${count(targets.length, 'target')} through ${count(neighbors.length, 'neighbor')} on ${devices
      .filter(({ isSelected }) => isSelected)
      .map(({ device }) => device)
      .join(', ')}`,
};

function discovery({ summary }: Facts): readonly Finding[] {
  if (summary.isDiscoveryOn) return [];
  return [
    {
      severity: 'advice',
      what: 'discovery is off',
      where: 'neighbor-controller.discovery',
      why: 'nothing is kept resolved, and entries of ours are removed',
      cure: 'set neighbor-controller.discovery to true (--enable-l2-neigh-discovery)',
    },
  ];
}

function unsynced({ missing }: Facts): readonly Finding[] {
  return missing.map((reason) => ({
    severity: 'problem',
    what: reason,
    where: 'the sources',
    why: 'it is not known yet what to keep resolved, and nothing is removed until it is',
    cure: 'see what the source says: kith plan --log-level=debug',
  }));
}

function sources({ summary, targets }: Facts): readonly Finding[] {
  if (summary.sources.length === 0) {
    return [
      {
        severity: 'problem',
        what: 'no source is configured',
        where: 'plugins',
        why: 'nothing is kept resolved',
        cure: 'name one in the config: source-static, source-file, source-kubernetes, source-etcd, source-api or source-gateways',
      },
    ];
  }
  if (targets.length > 0) return [];
  return [
    {
      severity: 'advice',
      what: 'no source has a target',
      where: summary.sources.map(({ id }) => `source ${id}`).join(', '),
      why: 'nothing is kept resolved',
      cure: 'give one of them nodes: "Where nodes come from" in the README says how',
    },
  ];
}

function devices({ devices }: Facts): readonly Finding[] {
  if (devices.some(({ isSelected }) => isSelected)) return [];
  const why = devices
    .filter(({ reason }) => reason !== 'is the loopback device')
    .map(({ device, reason }) => `${device} ${reason}`);
  return [
    {
      severity: 'problem',
      what: 'no device is served',
      where: some(why, 5) || 'there is none but the loopback device',
      why: 'nothing is kept resolved',
      cure: 'name devices that are up: neighbor-controller.devices (--devices), or give one an address',
    },
  ];
}

const REFUSED = 'refused: ';
/** One of our own addresses, as in a list of all nodes; or one that was left out on purpose. */
const AS_IT_SHOULD_BE = ['local', 'excluded'];

function refused({ targets }: Facts): readonly Finding[] {
  const refusals = targets.filter(({ skipped }) => skipped?.startsWith(REFUSED));
  if (refusals.length === 0) return [];
  return [
    {
      severity: 'advice',
      what: `${count(refusals.length, 'target')} refused`,
      where: some(refusals.map(({ owners, address }) => `${address} of ${owners.join(', ')}`)),
      why: refusals[0]?.skipped?.slice(REFUSED.length) ?? '',
      cure: 'mend or remove it at its source',
    },
  ];
}

function skipped({ targets }: Facts): readonly Finding[] {
  const lost = targets.filter(
    ({ nextHops, skipped = '' }) =>
      nextHops.length === 0 &&
      !skipped.startsWith(REFUSED) &&
      !AS_IT_SHOULD_BE.some((reason) => skipped.startsWith(reason)),
  );
  const [first] = lost;
  if (!first) return [];
  return [
    {
      severity: 'advice',
      what: `${count(lost.length, 'target')} without a next hop`,
      where: some(lost.map(({ address }) => address)),
      why: first.skipped ?? 'it was not looked up yet',
      cure: `kith explain ${first.address}`,
    },
  ];
}
