import type { TargetReport } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';
import { statusColor } from './neighbors.js';
import { table } from './table.js';

/** `kith targets`, for a person: a line for each next hop of each target. */
export async function renderTargets(
  document: { readonly targets: readonly TargetReport[] },
  terminal: Terminal,
): Promise<string> {
  if (document.targets.length === 0) {
    return 'No targets: no source wants anything resolved; see kith status.\n';
  }
  return table(
    document.targets.flatMap(lines),
    [
      { title: 'TARGET', value: (row) => row.target, isWhole: true },
      { title: 'CLASS', value: (row) => row.class, dispensable: 1 },
      { title: 'OWNERS', value: (row) => row.owners, isFlexible: true, dispensable: 2 },
      { title: 'NEXT HOP', value: (row) => row.nextHop },
      {
        title: 'STATUS',
        value: (row) => row.hop?.status ?? '',
        color: (row) => row.hop && statusColor(row.hop.status),
      },
    ],
    terminal,
  );
}

interface TargetLine {
  readonly target: string;
  readonly class: string;
  readonly owners: string;
  readonly nextHop: string;
  readonly hop?: TargetReport['nextHops'][number];
}

function lines(report: TargetReport): TargetLine[] {
  const target = report.device ? `${report.address} dev ${report.device}` : report.address;
  const head = { target, class: report.class, owners: report.owners.join(', ') };
  if (report.nextHops.length === 0) {
    return [{ ...head, nextHop: whyNone(report) }];
  }
  return report.nextHops.map((hop, i) => ({
    ...(i === 0 ? head : { target: '', class: '', owners: '' }),
    nextHop: `${hop.address} dev ${hop.device}${hop.standby ? ' (stands by)' : ''}`,
    hop,
  }));
}

/** `skipped: broadcast`, `refused: is a multicast address`. */
export function whyNone({ skipped }: TargetReport): string {
  if (skipped === undefined) return 'not asked yet';
  return skipped.startsWith('refused') ? skipped : `skipped: ${skipped}`;
}
