import { Malformed } from './malformed.js';

const NLA_TYPE_MASK = 0x3fff;

/** Calls back for each attribute in bytes [from, to), with where its value begins and ends. @throws Malformed */
export function eachAttribute(
  buffer: Buffer,
  from: number,
  to: number,
  visit: (type: number, begin: number, end: number) => void,
): void {
  let at = from;
  while (at + 4 <= to) {
    const length = buffer.readUInt16LE(at);
    if (length < 4 || at + length > to)
      throw new Malformed(`attribute of ${length} bytes at ${at}`);
    visit(buffer.readUInt16LE(at + 2) & NLA_TYPE_MASK, at + 4, at + length);
    at += (length + 3) & ~3;
  }
}

/** @throws Malformed when the value is shorter */
export function u32(buffer: Buffer, begin: number, end: number): number {
  if (end - begin < 4) throw new Malformed(`a 32-bit value of ${end - begin} bytes`);
  return buffer.readUInt32LE(begin);
}

/** Text up to its NUL. */
export function text(buffer: Buffer, begin: number, end: number): string {
  const nul = buffer.indexOf(0, begin);
  return buffer.toString('latin1', begin, nul < 0 || nul > end ? end : nul);
}
