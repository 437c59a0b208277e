/**
 * How many times as long as on a machine of its own anything may take: `KITH_LAB_SLOWNESS`, for emulated ones. It
 * stretches how long is waited, not what is waited for.
 */
export const slowness = Number(process.env['KITH_LAB_SLOWNESS']) || 1;
