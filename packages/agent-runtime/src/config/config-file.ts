import { readFile } from 'node:fs/promises';

import { AgentError, errorMessage } from '@kith/agent-api';

import type { Path } from './config-tree.js';

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
    throw new AgentError('config-invalid', `${file}: ${whyNot(error)}`, { cause: error });
  }
  // only agents with a file pay for the parser
  const { yamlDocument } = await import('./yaml-document.js');
  return yamlDocument(text, file);
}

function whyNot(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such config file; check the path, or name none to have the built-in config';
    case 'ENOTDIR':
      return 'there is no such config file: part of its path is no folder; check the path';
    case 'EISDIR':
      return 'is a folder, not a config file; name the file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not read this config file; run as a user who may, or give read permission';
    default:
      return `cannot read this config file: ${errorMessage(error)}`;
  }
}

/** A document that did not come from a file. */
export function builtInDocument(root: unknown): ConfigDocument {
  return { root, locate: () => 'built-in config' };
}
