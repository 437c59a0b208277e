import { AgentError, errorMessage } from '@kith/agent-api';
import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';

import type { ConfigDocument } from './config-file.js';
import { formatPath, type Path } from './config-tree.js';
import { yamlOffsets } from './yaml-offsets.js';

/** Few enough that what they unfold to stays small, however they are nested. */
const MAX_ALIASES = 32;

/** A YAML text as a layer of the config. @throws AgentError `config-invalid`, a line with the place of the first error */
export function yamlDocument(text: string, file: string): ConfigDocument {
  let places: ReadonlyMap<string, number> | undefined;
  const locate = (path: Path): string => {
    // most documents are never asked, and a large one has many places
    places ??= yamlOffsets(text, parseEvents(text, {}));
    return placeOf(text, nearest(places, path), file);
  };
  return { root: valueOf(text, file), locate };
}

function valueOf(text: string, file: string): unknown {
  let documents: readonly unknown[];
  try {
    const options = { source: text, maxAliases: MAX_ALIASES };
    documents = constructFromEvents(parseEvents(text, {}), options);
  } catch (error) {
    const { reason, mark } = error instanceof YAMLException ? error : {};
    const place = mark ? `${file}:${mark.line + 1}:${mark.column + 1}` : file;
    const message = `${place}: ${reason ?? errorMessage(error)}`;
    throw new AgentError('config-invalid', message, { cause: error });
  }
  if (documents.length > 1) {
    const message = `${file}: has ${documents.length} YAML documents, expected one`;
    throw new AgentError('config-invalid', message);
  }
  return documents[0] ?? {};
}

function nearest(places: ReadonlyMap<string, number>, path: Path): number {
  if (path.length === 0) return places.get('') ?? 0;
  return places.get(formatPath(path)) ?? nearest(places, path.slice(0, -1));
}

function placeOf(text: string, offset: number, file: string): string {
  const before = text.slice(0, offset).split('\n');
  return `${file}:${before.length}:${(before.at(-1) as string).length + 1}`;
}
