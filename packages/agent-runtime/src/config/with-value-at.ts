import { isTree } from '@kith/yaml-document';

/**
 * A copy of `root` with `value` at `path`. Where something that is no mapping is in the way, it stays:
 * the validation will say so.
 */
export function withValueAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const tree = root ?? {};
  return isTree(tree) ? { ...tree, [name]: withValueAt(tree[name], rest, value) } : root;
}
