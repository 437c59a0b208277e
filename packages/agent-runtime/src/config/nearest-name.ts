import { closest } from 'fastest-levenshtein';

/** `; the nearest is "devices"`, for whoever mistyped; empty when there is nothing to be near to. */
export function nearestHint(name: string, known: readonly string[]): string {
  return known.length === 0 ? '' : `; the nearest is "${closest(name, [...known])}"`;
}
