const STEPS: readonly (readonly [unit: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** How long ago, in the one or two largest units: `3s`, `5m`, `2h13m`, `4d`. */
export function age(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000));
  const index = STEPS.findIndex(([, length]) => seconds >= length);
  const step = STEPS[index];
  if (!step) return '0s';
  const [unit, length] = step;
  const whole = `${Math.floor(seconds / length)}${unit}`;
  const next = STEPS[index + 1];
  if (!next || seconds >= 10 * length) return whole;
  const rest = Math.floor((seconds % length) / next[1]);
  return rest === 0 ? whole : `${whole}${rest}${next[0]}`;
}
