/** `count` addresses of 10.64.0.0/14 in a row, from the `first`-th on. */
export function addresses(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    return `10.${64 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
  });
}
