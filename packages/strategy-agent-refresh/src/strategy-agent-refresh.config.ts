import * as z from 'zod';

/** Nothing to choose: when it is a neighbor's turn is refresh-controller's. */
export const strategyAgentRefreshConfig = z.strictObject({});
