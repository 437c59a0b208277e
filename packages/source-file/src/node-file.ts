import { AgentError } from '@kith/agent-api';
import { nodeList, type NodeRecord } from '@kith/neighbor-api';
import { explainIssue, yamlDocument } from '@kith/yaml-document';
import * as z from 'zod';

const nodeFile = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds this schema.'),
  nodes: nodeList.describe('The nodes to keep resolved; [] = none.'),
});

/** As many problems of one file as are told at once. */
const MOST_PROBLEMS = 3;

/**
 * The nodes of a file's text. `file` is what it is called in errors.
 * @throws AgentError `config-invalid`: what is wrong, where, in one line
 */
export async function parseNodeFile(text: string, file: string): Promise<readonly NodeRecord[]> {
  const { root, locate } = await yamlDocument(text, file);
  if (root === undefined) {
    throw new AgentError('config-invalid', `${file}: is empty; write "nodes: []" for no nodes`);
  }
  const parsed = nodeFile.safeParse(root);
  if (parsed.success) return parsed.data.nodes;
  const problems = parsed.error.issues.flatMap((issue) => explainIssue(issue, nodeFile, root, []));
  const told = problems.slice(0, MOST_PROBLEMS).map((problem) => {
    return `${locate(problem.path)}: ${problem.message}`;
  });
  const rest = problems.length - told.length;
  if (rest > 0) told.push(`and ${rest} more`);
  throw new AgentError('config-invalid', told.join('; '));
}

/** JSON Schema (2020-12) of such a file, for editors. */
export function nodeFileSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(nodeFile, { io: 'input' });
  const title = 'Nodes for the source-file plugin of Kith';
  return { $schema: $schema ?? '', title, ...schema } as z.core.JSONSchema.BaseSchema;
}
