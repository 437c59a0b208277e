import * as z from 'zod';

/** Nothing to set: it asks the kernel. */
export const kernelCapabilitiesConfig = z.strictObject({});
