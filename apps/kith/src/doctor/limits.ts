import { sysctlName } from '@kith/neighbor-api';
import type { AddressFamily } from '@kith/net-types';

import { type Facts, familyOf } from './facts.js';
import { type Check, count, type Finding, type Read, sysctlCommand } from './finding.js';

/** Bytes that a notification takes in a receive buffer, about. */
const NOTIFICATION = 1024;
/** What the agent asks for. */
const RECEIVE_BUFFER = 16 << 20;

/** Room in the kernel's neighbor table. extern_learn and PERMANENT entries take none; all namespaces share it. */
export const gcThresholds: Check = {
  id: 'gc-thresholds',
  look(facts, read) {
    const { families } = facts.summary;
    const hidden = families.filter((family) => limitOf(read, family) === undefined);
    return [
      ...(hidden.length === 0
        ? []
        : [
            elsewhere(
              'the room for ordinary entries',
              ...hidden.map((family) => `net.${family}.neigh.default.gc_thresh3`),
            ),
          ]),
      ...families.flatMap((family) => room(facts, read, family)),
    ];
  },
  fine: ({ summary }, read) =>
    `room for ordinary entries: ${summary.families
      .map((family) => `${limitOf(read, family)} of ${family}`)
      .join(', ')}`,
};

const limitOf = (read: Read, family: AddressFamily): number | undefined =>
  read(family, 'neigh', 'default', 'gc_thresh3');

function room(facts: Facts, read: Read, family: AddressFamily): readonly Finding[] {
  const where = `net.${family}.neigh.default.gc_thresh3`;
  const limit = limitOf(read, family);
  if (limit === undefined) return [];
  const ordinary = facts.table.filter(
    (entry) => familyOf(entry) === family && !entry.isExtLearned && entry.state !== 'PERMANENT',
  ).length;
  const wanted = facts.neighbors.filter((entry) => familyOf(entry) === family).length;
  const isFull = ordinary >= limit;
  if (!isFull && ordinary + wanted <= limit) return [];
  const to = powerOfTwo(2 * (ordinary + wanted));
  const threshold = (number: number): ReturnType<typeof sysctlName> =>
    sysctlName(family, 'neigh', 'default', `gc_thresh${number}`);
  return [
    {
      severity: isFull ? 'problem' : 'advice',
      what: `the ${family} table has room for ${limit} ordinary entries: ${ordinary} are there, ${wanted} neighbors are wanted`,
      where,
      why: `beyond it the kernel refuses new ones, of all namespaces together; ours do not count, but what traffic makes before them does${family === 'ipv6' ? ', and a row for each that is unresolved' : ''}`,
      cure: sysctlCommand([
        { name: threshold(1), to: to / 8 },
        { name: threshold(2), to: to / 2 },
        { name: threshold(3), to },
      ]),
    },
  ];
}

/** Room for what the kernel tells the agent; with privileges over the machine the agent takes what it needs. */
export const receiveBuffer: Check = {
  id: 'receive-buffer',
  look(facts, read) {
    if (facts.isFirstUserNamespace) return [];
    const where = 'net.core.rmem_max';
    const limit = read('core', 'rmem_max');
    if (limit === undefined) return [elsewhere('the largest receive buffer', where)];
    const needed = Math.min(RECEIVE_BUFFER, facts.neighbors.length * NOTIFICATION);
    if (limit >= needed) return [];
    return [
      {
        severity: 'advice',
        what: `a receive buffer may have ${limit} bytes at most; news of ${count(facts.neighbors.length, 'neighbor')} takes ${needed}`,
        where,
        why: 'in a user namespace the agent cannot ask for more; when news is lost, it lists everything anew',
        cure: `${sysctlCommand([{ name: sysctlName('core', 'rmem_max'), to: powerOfTwo(needed) }])} (on the host)`,
      },
    ];
  },
  fine: ({ isFirstUserNamespace }, read) =>
    isFirstUserNamespace
      ? 'the agent may ask for the receive buffer that it needs'
      : `a receive buffer of ${read('core', 'rmem_max')} bytes is enough`,
};

/** Room for what neighbors answer to one burst of questions. */
export const backlog: Check = {
  id: 'backlog',
  look({ neighbors }, read) {
    const where = 'net.core.netdev_max_backlog';
    const limit = read('core', 'netdev_max_backlog');
    if (limit === undefined) return [elsewhere('the room for received frames', where)];
    if (limit >= neighbors.length) return [];
    return [
      {
        severity: 'advice',
        what: `${count(neighbors.length, 'neighbor')} can answer one burst of questions; a CPU holds ${limit} frames`,
        where,
        why: 'replies beyond it are dropped, and neighbors that are alive fail',
        cure: sysctlCommand([
          { name: sysctlName('core', 'netdev_max_backlog'), to: powerOfTwo(neighbors.length) },
        ]),
      },
    ];
  },
  fine: ({ neighbors }, read) =>
    `the backlog of ${read('core', 'netdev_max_backlog')} frames holds the replies of ${count(neighbors.length, 'neighbor')}`,
};

function elsewhere(what: string, ...settings: readonly string[]): Finding {
  return {
    severity: 'unseen',
    what: `${what} cannot be seen from this network namespace`,
    where: settings.join(', '),
    why: 'it is one for the whole machine, and only the first namespace shows it',
    cure: `on the host: sysctl ${settings.join(' ')}`,
  };
}

/** The next one that is not less. */
function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
