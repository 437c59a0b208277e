import type { Terminal } from '../cli/terminal.js';
import type { DoctorDocument } from '../doctor/examine.js';
import { count, type Severity } from '../doctor/finding.js';
import type { Color } from './paint.js';

const COLORS: Readonly<Record<Severity, Color>> = {
  problem: 'red',
  advice: 'yellow',
  unseen: 'dim',
};

/** `kith doctor`, for a person: each finding as a paragraph, whose cure is whole, to be copied. */
export function renderDoctor(
  { findings, fine, kernel, strategy }: DoctorDocument,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const paragraphs = findings.map(
    ({ severity, what, where, why, cure }) =>
      `${paint(COLORS[severity], severity.padEnd(8))} ${paint('bold', where)}: ${what}\n` +
      `         ${why}\n` +
      `         ${paint('cyan', `cure: ${cure}`)}\n`,
  );
  const numbers = (['problem', 'advice', 'unseen'] as const).map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    if (severity === 'problem') return number === 0 ? 'no problem' : count(number, 'problem');
    return `${number} ${severity}`;
  });
  return [
    ...paragraphs,
    ...(fine.length === 0
      ? []
      : [`${paint('green', 'fine'.padEnd(8))} ${fine.map(({ check }) => check).join(', ')}\n`]),
    `\nLinux ${kernel}, strategy ${strategy}: ${numbers.join(', ')}.\n`,
  ].join('');
}
