import { constants } from 'node:os';

// Linux has two names for some numbers; these are the ones that its own source uses
const PREFERRED = ['EAGAIN', 'EOPNOTSUPP'];

const NAMES = new Map<number, string>([
  ...entries(constants.errno),
  ...entries(constants.errno).filter(([, name]) => PREFERRED.includes(name)),
]);

/** `ENOENT` for 2 (include/uapi/asm-generic/errno.h); `errno 530` for a number that has no public name. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}

function entries(numbers: Readonly<Record<string, number>>): [number, string][] {
  return Object.entries(numbers).map(([name, number]) => [number, name]);
}
