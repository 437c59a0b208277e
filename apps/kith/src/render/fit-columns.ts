/** Blanks between columns. */
export const GAP = 2;
/** Narrower than this says nothing; the line is then too long rather than empty. */
const MIN_WIDTH = 8;

/** How a column gives way where the terminal is too narrow. */
export interface Fitting {
  /** Is cut first; others keep their width as long as there is one of these. */
  readonly isFlexible?: boolean;
  /** Is never cut: half of an address is none. */
  readonly isWhole?: boolean;
  /** Left out where even flexible columns at their least leave no room, the highest number first. */
  readonly dispensable?: number;
}

export interface FittedColumn extends Fitting {
  /** Of its longest cell. */
  readonly width: number;
}

/**
 * Widths with which the columns fit `available`: flexible ones shrink first, the widest most; where that is not enough
 * dispensable columns are left out; then the others shrink, but for those that stay whole. Undefined = no limit.
 */
export function fitColumns<C extends FittedColumn>(
  all: readonly C[],
  available = Infinity,
): { readonly columns: readonly C[]; readonly widths: readonly number[] } {
  let columns = all;
  while (total(columns.map(leastWidth)) > available) {
    const dropped = mostDispensable(columns);
    if (!dropped) break;
    columns = columns.filter((column) => column !== dropped);
  }
  const widths = columns.map(({ width }) => width);
  for (const isFlexible of [true, false]) {
    while (total(widths) > available) {
      const widest = widestOf(widths, (i) => {
        const column = columns[i];
        return (column?.isFlexible ?? false) === isFlexible && !column?.isWhole;
      });
      if (widest === undefined) break;
      widths[widest] = (widths[widest] as number) - 1;
    }
  }
  return { columns, widths };
}

function mostDispensable<C extends FittedColumn>(columns: readonly C[]): C | undefined {
  return columns
    .filter(({ dispensable }) => dispensable !== undefined)
    .sort((a, b) => (b.dispensable ?? 0) - (a.dispensable ?? 0))[0];
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
