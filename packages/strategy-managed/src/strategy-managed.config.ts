import * as z from 'zod';

/** Nothing to choose: the kernel does it its way. */
export const strategyManagedConfig = z.strictObject({});
