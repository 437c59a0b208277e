import * as z from 'zod';

/** Nothing to choose: when a neighbor is checked is refresh-controller's. */
export const strategyPermanentConfig = z.strictObject({});
