import { closest, distance } from 'fastest-levenshtein';

/** Of the longer name: with more than this changed it is another word, not a mistyped one. */
const FAR = 0.5;

/**
 * `; the nearest is "devices"`, for whoever mistyped; the known names where none of them is near; empty where there
 * are none.
 */
export function nearestHint(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(name, [...known]);
  const isNear = distance(name, nearest) <= FAR * Math.max(name.length, nearest.length);
  return isNear ? `; the nearest is "${nearest}"` : `; known are ${known.join(', ')}`;
}
