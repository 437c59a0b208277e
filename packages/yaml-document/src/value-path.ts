/** A mapping of a document, unchecked. */
export type Tree = Record<string, unknown>;
/** Where a value stands within a document: names of keys and numbers of list items. */
export type Path = readonly PropertyKey[];

/** Whether a value is a mapping. */
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

/** `plugins.alpha.nodes[0].name`. */
export function formatPath(path: Path): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}
