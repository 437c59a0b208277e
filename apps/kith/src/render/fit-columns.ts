/** Narrower than this says nothing; the line is then too long rather than empty. */
const MIN_WIDTH = 8;
const GAP = 2;

/**
 * Widths that fit `available` together with the gaps between them: flexible columns shrink first, the
 * widest most; only when all are at their least do the others. Undefined = no limit.
 */
export function fitColumns(
  natural: readonly number[],
  isFlexible: readonly boolean[],
  available: number | undefined,
): readonly number[] {
  const widths = [...natural];
  if (available === undefined) return widths;
  let excess = sum(widths) + GAP * (widths.length - 1) - available;
  for (const group of [true, false]) {
    while (excess > 0) {
      const widest = widestOf(widths, (i) => isFlexible[i] === group);
      if (widest === undefined) break;
      widths[widest] = (widths[widest] as number) - 1;
      excess--;
    }
  }
  return widths;
}

function widestOf(widths: readonly number[], isCandidate: (index: number) => boolean) {
  let widest: number | undefined;
  widths.forEach((width, i) => {
    if (width <= MIN_WIDTH || !isCandidate(i)) return;
    if (widest === undefined || width > (widths[widest] as number)) widest = i;
  });
  return widest;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
