import { AgentError, errorMessage } from '@kith/agent-api';
import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';

import { formatPath, type Path } from './value-path.js';
import type { YamlDocument } from './yaml-document.js';
import { yamlOffsets } from './yaml-offsets.js';

/** Few enough that what they unfold to stays small, however they are nested. */
const MAX_ALIASES = 32;

/** What `yamlDocument` does, and what it loads for it. */
export function parseYaml(text: string, file: string): YamlDocument {
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
  return documents[0] ?? undefined;
}

function nearest(places: ReadonlyMap<string, number>, path: Path): number {
  if (path.length === 0) return places.get('') ?? 0;
  return places.get(formatPath(path)) ?? nearest(places, path.slice(0, -1));
}

function placeOf(text: string, offset: number, file: string): string {
  const before = text.slice(0, offset).split('\n');
  return `${file}:${before.length}:${(before.at(-1) as string).length + 1}`;
}
