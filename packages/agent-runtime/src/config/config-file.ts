import { readFile } from 'node:fs/promises';

import { AgentError, errorMessage } from '@kith/agent-api';
import { type YamlDocument, yamlDocument } from '@kith/yaml-document';

/** @throws AgentError `config-invalid` when it cannot be read or is no YAML; each line names the place */
export async function readConfigFile(file: string): Promise<YamlDocument> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AgentError('config-invalid', `${file}: ${whyNot(error)}`, { cause: error });
  }
  const { root = {}, locate } = await yamlDocument(text, file);
  return { root, locate };
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
export function builtInDocument(root: unknown): YamlDocument {
  return { root, locate: () => 'built-in config' };
}
