import type { StatusDocument } from '@kith/introspection';

import type { Terminal } from '../cli/terminal.js';
import { age } from './age.js';
import { hanging } from './hanging.js';
import { table } from './table.js';

/** `kith status`, for a person: what it does, whether it is well, and each device with why it is in or out. */
export async function renderStatus(
  status: StatusDocument,
  terminal: Terminal,
  now: Date,
): Promise<string> {
  const facts = summaryLines(status, terminal, now).map(([name, value]) =>
    hanging(terminal.paint('dim', name.padEnd(14)), value, terminal.columns),
  );
  const devices = await table(
    [...status.devices].sort((a, b) => Number(b.isSelected) - Number(a.isSelected)),
    [
      {
        title: 'DEVICE',
        value: (row) => row.device,
        color: (row) => (row.isSelected ? 'green' : 'dim'),
      },
      { title: 'SERVED', value: (row) => (row.isSelected ? 'yes' : 'no') },
      {
        title: 'NEIGHBORS',
        value: (row) => (row.isSelected ? String(row.neighbors) : '-'),
        dispensable: 1,
      },
      { title: 'WHY', value: (row) => row.reason, isFlexible: true },
    ],
    terminal,
  );
  return [...facts, '\n', devices, ...(await degradedHealth(status, terminal, now))].join('');
}

function summaryLines(
  { isReady, missing, startedAt, discovery, capabilities, health }: StatusDocument,
  { paint }: Terminal,
  now: Date,
): readonly (readonly [string, string])[] {
  const degraded = health.filter(({ level }) => level !== 'ok').length;
  return [
    [
      'Ready',
      isReady
        ? paint('green', 'yes')
        : `${paint('yellow', 'no')}: ${missing.map(({ reason }) => reason).join('; ')}`,
    ],
    ['Health', degraded === 0 ? paint('green', 'ok') : paint('red', `${degraded} degraded, below`)],
    ['Running', `for ${age(startedAt, now)}`],
    [
      'Discovery',
      discovery.isDiscoveryOn ? 'on' : paint('yellow', 'off: observes, removes what is ours'),
    ],
    ['Strategy', `${discovery.strategy} (${discovery.strategyReason})`],
    ['Mark', `proto ${discovery.mark}`],
    ['Sources', discovery.sources.map(sourceWords).join(', ') || 'none'],
    ['Targets', count(discovery.targets, 'refused', discovery.refusedTargets)],
    ['Neighbors', neighborWords(discovery)],
    ['Kernel', capabilities.map(({ name, status }) => `${name} ${status}`).join(', ')],
  ];
}

function sourceWords(source: StatusDocument['discovery']['sources'][number]): string {
  const owners = `${source.owners} owner${source.owners === 1 ? '' : 's'}`;
  return `${source.id} (${owners}${source.isSynced ? '' : ', not synced yet'})`;
}

function neighborWords({ neighbors, heldBack }: StatusDocument['discovery']): string {
  const counted = Object.entries(neighbors).filter(([, number]) => number > 0);
  const words = counted.map(([status, number]) => `${number} ${status}`).join(', ') || 'none';
  return heldBack === 0
    ? words
    : `${words}; ${heldBack} unwanted, kept until every source is synced`;
}

function count(total: number, word: string, part: number): string {
  return part === 0 ? String(total) : `${total}, ${part} ${word}`;
}

async function degradedHealth(
  { health }: StatusDocument,
  terminal: Terminal,
  now: Date,
): Promise<readonly string[]> {
  const degraded = health.filter(({ level }) => level !== 'ok');
  if (degraded.length === 0) return [];
  return [
    '\n',
    await table(
      degraded,
      [
        { title: 'DEGRADED', value: (row) => row.scope, color: () => 'red' },
        { title: 'SINCE', value: (row) => age(row.since, now), dispensable: 1 },
        { title: 'WHY', value: (row) => row.message ?? '', isFlexible: true },
      ],
      terminal,
    ),
  ];
}
