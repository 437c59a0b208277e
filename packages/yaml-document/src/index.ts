export { explainIssue, got, unknownKey } from './explain-issue.js';
export { nearestHint } from './nearest-name.js';
export { unwrap } from './unwrap.js';
export { formatPath, isTree, valueAt } from './value-path.js';
export { yamlDocument } from './yaml-document.js';

export type { Problem } from './explain-issue.js';
export type { Path, Tree } from './value-path.js';
export type { YamlDocument } from './yaml-document.js';
