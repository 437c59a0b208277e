/** Blanks between columns. */
export const GAP = 2;
/** Narrower than this says nothing; the line is then too long rather than empty. */
const MIN_WIDTH = 8;

export interface FittedColumn {
  /** Of its longest cell. */
  readonly width: number;
  readonly isFlexible?: boolean;
  readonly isOptional?: boolean;
}

/**
 * Widths with which the columns fit `available`: flexible ones shrink first, the widest most; where that
 * is not enough optional columns are left out, the last first; then the others shrink. Undefined = no limit.
 */
export function fitColumns<C extends FittedColumn>(
  all: readonly C[],
  available = Infinity,
): { readonly columns: readonly C[]; readonly widths: readonly number[] } {
  let columns = all;
  while (total(columns.map(leastWidth)) > available) {
    const dropped = columns.findLast(({ isOptional }) => isOptional);
    if (!dropped) break;
    columns = columns.filter((column) => column !== dropped);
  }
  const widths = columns.map(({ width }) => width);
  for (const isFlexible of [true, false]) {
    while (total(widths) > available) {
      const widest = widestOf(widths, (i) => (columns[i]?.isFlexible ?? false) === isFlexible);
      if (widest === undefined) break;
      widths[widest] = (widths[widest] as number) - 1;
    }
  }
  return { columns, widths };
}

function leastWidth({ width, isFlexible }: FittedColumn): number {
  return isFlexible ? Math.min(width, MIN_WIDTH) : width;
}

/** Of the line that these widths make. */
function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

function widestOf(
  widths: readonly number[],
  isCandidate: (index: number) => boolean,
): number | undefined {
  let widest: number | undefined;
  widths.forEach((width, i) => {
    if (width <= MIN_WIDTH || !isCandidate(i)) return;
    if (widest === undefined || width > (widths[widest] as number)) widest = i;
  });
  return widest;
}
