import type { Path } from './value-path.js';

/** A document whose values know their place. */
export interface YamlDocument {
  /** Unchecked; undefined for a text with nothing in it. */
  readonly root: unknown;
  /** Where a value, or the key in front of it, stands: `kith.yaml:12:5`; for what is absent, where what is around it stands. */
  readonly locate: (path: Path) => string;
}

/**
 * Parses a text of YAML, or of JSON, which is YAML. What aliases unfold to is bounded; the size of the text is the caller's to
 * bound. `file` is what the text is called in places.
 * @throws AgentError `config-invalid`, one line with the place of the first error
 */
export async function yamlDocument(text: string, file: string): Promise<YamlDocument> {
  // only who has a file pays for the parser
  const { parseYaml } = await import('./parse-yaml.js');
  return parseYaml(text, file);
}
