/** No object in etcd is larger than 1.5 MiB; one event has one object. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The JSON values in a stream of lines, in batches as they come.
 *
 * @throws SyntaxError on a line that is no JSON, RangeError on one that does not end
 */
export async function* jsonLines(
  chunks: AsyncIterable<string>,
): AsyncGenerator<readonly unknown[]> {
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf('\n');
    if (end < 0) {
      rest.push(chunk);
      length += chunk.length;
      if (length > LONGEST_LINE) throw new RangeError('an event does not end');
      continue;
    }
    const text = rest.join('') + chunk.slice(0, end);
    rest = [chunk.slice(end + 1)];
    length = chunk.length - end - 1;
    yield text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  }
}
