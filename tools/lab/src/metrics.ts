/**
 * Reads the Prometheus text format.
 *
 * @returns each sample's value by its name with labels, as it is written: `kith_neighbors{status="resolved"}`.
 */
export function parseMetrics(text: string): ReadonlyMap<string, number> {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}
