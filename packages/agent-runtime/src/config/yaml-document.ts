import { AgentError, errorMessage } from '@kith/agent-api';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

import type { ConfigDocument } from './config-file.js';
import { formatPath, type Path } from './config-tree.js';

/** A YAML text as a layer of the config. @throws AgentError `config-invalid`, a line for each error, each with its place */
export function yamlDocument(text: string, file: string): ConfigDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => `${place(pos[0])}: ${message}`);
    throw new AgentError('config-invalid', problems.join('\n'));
  }
  const places = placesOf(document, place);
  return { root: valueOf(document, file), locate: (path) => nearest(places, path) };
}

/** Where each key and list item begins, by path; the whole document by the empty path. */
function placesOf(document: Document, place: (offset: number) => string): Map<string, string> {
  const places = new Map([['', place(document.contents?.range?.[0] ?? 0)]]);
  const visit = (node: unknown, path: Path): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        const keyPath = [...path, String(key.value)];
        places.set(formatPath(keyPath), place(key.range?.[0] ?? 0));
        visit(value, keyPath);
      }
    } else if (isSeq(node)) {
      for (const [i, item] of node.items.entries()) {
        const itemPath = [...path, i];
        places.set(formatPath(itemPath), place((item as Node).range?.[0] ?? 0));
        visit(item, itemPath);
      }
    }
  };
  visit(document.contents, []);
  return places;
}

function valueOf(document: Document, file: string): unknown {
  try {
    return (document.toJS() as unknown) ?? {};
  } catch (error) {
    // an alias that stands for nothing, or for too much, shows only when it is resolved
    throw new AgentError('config-invalid', `${file}: ${errorMessage(error)}`, { cause: error });
  }
}

function nearest(places: ReadonlyMap<string, string>, path: Path): string {
  return places.get(formatPath(path)) ?? nearest(places, path.slice(0, -1));
}
