import * as z from 'zod';

/** Nothing to choose: what is shown is what there is. */
export const introspectionConfig = z.strictObject({});
