/** A mapping of the config file, unchecked. */
export type Tree = Record<string, unknown>;
export type Path = readonly PropertyKey[];

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at `path`; undefined when there is nothing. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return value;
}

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

/** `plugins.alpha.nodes[0].name`. */
export function formatPath(path: Path): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}
