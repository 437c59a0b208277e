/** How owners are called: what a path takes as it is, and `kith targets` shows as `api/NAME`. */
export const OWNER_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

/** In milliseconds. */
export const SHORTEST_LEASE = 1000;
