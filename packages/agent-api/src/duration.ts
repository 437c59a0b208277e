import * as z from 'zod';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const CURE = 'is not a duration; write 250ms, 30s, 5m or 1h';

/**
 * A duration in config: `250ms`, `30s`, `5m`, `1h`, or `0`. Parsed to milliseconds. A default is given
 * as it would be written: `duration().prefault('30s')`.
 */
export const duration = (): z.ZodType<number, string | number> =>
  z.union([z.string(), z.literal(0)], { error: CURE }).transform((text, context) => {
    if (text === 0 || text === '0') return 0;
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
    if (match) return Number(match[1]) * (UNITS[match[2] as string] as number);
    context.addIssue({ code: 'custom', message: CURE, input: text });
    return z.NEVER;
  });
