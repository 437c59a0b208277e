import { constants } from 'node:os';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, value]) => [value, name]),
);

/** `ENOENT` for 2; `errno 524` for one that libc has no name for. */
export function errnoName(errno: number): string {
  // EOPNOTSUPP and EAGAIN have second names with the same number
  if (errno === constants.errno.EOPNOTSUPP) return 'EOPNOTSUPP';
  if (errno === constants.errno.EAGAIN) return 'EAGAIN';
  return NAMES.get(errno) ?? `errno ${errno}`;
}
