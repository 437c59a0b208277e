import { readFile } from 'node:fs/promises';

import { AgentError, errorMessage } from '@kith/agent-api';
import type { Node } from 'yaml';

import { formatPath, type Path } from './config-tree.js';

/** A layer of the config that is a whole document. */
export interface ConfigDocument {
  /** Unchecked. */
  readonly root: unknown;
  /** Where a value, or the key in front of it, stands: `kith.yaml:12:5`; for what is absent, where what is around it stands. */
  locate(path: Path): string;
}

/** @throws AgentError `config-invalid` when it cannot be read or is no YAML; each line names the place */
export async function readConfigFile(file: string): Promise<ConfigDocument> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AgentError('config-invalid', `cannot read the config file: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  return parseConfigFile(text, file);
}

/** As `readConfigFile`, for a text already read. */
export async function parseConfigFile(text: string, file: string): Promise<ConfigDocument> {
  // only agents with a file pay for the parser
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
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

  const places = new Map<string, string>([['', place(document.contents?.range?.[0] ?? 0)]]);
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

  return {
    root: toJs(() => document.toJS() as unknown, file),
    locate: (path) => nearest(places, path),
  };
}

/** A document that did not come from a file. */
export function builtInDocument(root: unknown): ConfigDocument {
  return { root, locate: () => 'built-in config' };
}

/** An alias that stands for nothing, or for too much, shows only when it is resolved. */
function toJs(resolve: () => unknown, file: string): unknown {
  try {
    return resolve() ?? {};
  } catch (error) {
    throw new AgentError('config-invalid', `${file}: ${errorMessage(error)}`, { cause: error });
  }
}

function nearest(places: ReadonlyMap<string, string>, path: Path): string {
  const place = places.get(formatPath(path));
  return place ?? nearest(places, path.slice(0, -1));
}
