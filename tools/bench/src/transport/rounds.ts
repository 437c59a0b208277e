/** Who is measured. */
export interface Contestant<T> {
  readonly name: string;
  readonly run: () => Promise<T>;
}

/**
 * Has all take turns, so that a busy minute hits all alike, each round begun by another one.
 * What happens in one round more, before the others, does not count: code is compiled and tables grow.
 *
 * @returns by name, what each came to in each round
 */
export async function rounds<T>(
  count: number,
  contestants: readonly Contestant<T>[],
): Promise<ReadonlyMap<string, readonly T[]>> {
  const results = new Map<string, T[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= count; round++) {
    const first = round % contestants.length;
    for (const { name, run } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const result = await run();
      if (round > 0) results.get(name)?.push(result);
    }
  }
  return results;
}
