import type { Explanation, TargetReport } from '@kith/neighbor-api';
import { formatPrefix } from '@kith/net-types';

import type { Terminal } from '../cli/terminal.js';
import { hanging } from './hanging.js';
import { renderNeighbors } from './neighbors.js';
import { table } from './table.js';
import { whyNone } from './targets.js';

/** `kith explain ADDRESS`, for a person: owners, route answers, next hops, entries, and what follows. */
export async function renderExplanation(
  explanation: Explanation,
  terminal: Terminal,
  now: Date,
): Promise<string> {
  const { address, targets, lookups, devices, neighbors, entries, conclusion } = explanation;
  const heading = (text: string): string => `\n${terminal.paint('bold', text)}\n`;
  return [
    targets.length === 0
      ? hanging('', `${address} is not a target: no source wants it.`, terminal.columns)
      : targets.map((target) => hanging('', targetLine(target), terminal.columns)).join(''),
    heading('What the FIB answers'),
    await table(
      lookups,
      [
        { title: 'OVER', value: (row) => row.lookup ?? row.device ?? '(any device)' },
        { title: 'ANSWER', value: (row) => answerWords(row, devices), isFlexible: true },
        { title: 'ROUTE', value: routeWords, dispensable: 1 },
      ],
      terminal,
    ),
    ...(neighbors.length === 0
      ? []
      : [heading('What is wanted'), await renderNeighbors({ neighbors }, terminal, now)]),
    ...(entries.length === 0
      ? []
      : [
          heading("What the kernel's table has"),
          await table(
            entries,
            [
              { title: 'DEVICE', value: (row) => row.device },
              { title: 'ADDRESS', value: (row) => row.address, isWhole: true },
              { title: 'LLADDR', value: (row) => row.lladdr ?? '-', dispensable: 1 },
              { title: 'STATE', value: (row) => row.state },
              { title: 'OWNER', value: (row) => row.owner },
              {
                title: 'PROTO',
                value: (row) => (row.protocol === 0 ? '-' : `${row.protocol}`),
                dispensable: 2,
              },
              {
                title: 'FLAGS',
                value: (row) => row.flags.join(' '),
                isFlexible: true,
                dispensable: 3,
              },
            ],
            terminal,
          ),
        ]),
    heading('So'),
    hanging('', conclusion, terminal.columns),
  ].join('');
}

function targetLine(report: TargetReport): string {
  const { address, device, owners, class: kind, skipped } = report;
  const where = device === undefined ? '' : ` on ${device}`;
  const outcome = skipped === undefined ? '' : `; ${whyNone(report)}`;
  return `${address}${where} is wanted by ${owners.join(', ')} (class ${kind})${outcome}`;
}

function answerWords(
  { device, answer }: Explanation['lookups'][number],
  names: Explanation['devices'],
): string {
  if (answer.kind === 'skipped') {
    return `skipped: ${answer.reason}${answer.detail === undefined ? '' : ` (${answer.detail})`}`;
  }
  return answer.hops
    .map(({ address, ifindex }) =>
      device === undefined ? `${address} dev ${names[ifindex] ?? `#${ifindex}`}` : address,
    )
    .join(', ');
}

function routeWords({ answer }: Explanation['lookups'][number]): string {
  return answer.basis.prefix ? formatPrefix(answer.basis.prefix) : '-';
}
