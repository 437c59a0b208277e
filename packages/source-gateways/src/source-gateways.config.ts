import * as z from 'zod';

/** Nothing to choose: every gateway of the routing tables is kept resolved. */
export const sourceGatewaysConfig = z.strictObject({});
