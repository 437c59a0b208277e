export { describeApi } from './describe-api.js';
export { sourceApiPlugin } from './source-api.plugin.js';

export type { GrantedLease, Lease, LeaseList, ReleasedLease } from './documents.js';
