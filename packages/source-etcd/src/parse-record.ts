import { errorMessage, plainText } from '@kith/agent-api';
import { type NodeRecord, nodeRecord } from '@kith/neighbor-api';
import { explainIssue } from '@kith/yaml-document';

/** A thousand addresses and more. */
export const MAX_RECORD_BYTES = 64 * 1024;
/** As long as a DNS name may be. */
export const MAX_NAME_LENGTH = 253;

/** As many problems of one record are told. */
const MOST_ISSUES = 2;

/** A node, or what is wrong with its record: what, and the cure. */
export type ParsedRecord = { readonly record: NodeRecord } | { readonly problem: string };

/**
 * The record of the key PREFIX + `name`.
 * @param value undefined = etcd holds more than was read of it
 */
export function parseRecord(name: string, value: Buffer | undefined): ParsedRecord {
  if (name.length === 0) return { problem: 'has no name after the prefix; delete it' };
  if (name.includes('\uFFFD')) {
    return { problem: 'has a name that is no UTF-8 text; put it under another one' };
  }
  if (name.length > MAX_NAME_LENGTH) {
    return { problem: `has a name of more than ${MAX_NAME_LENGTH} characters; use a shorter one` };
  }
  if (value === undefined || value.length > MAX_RECORD_BYTES) {
    return {
      problem: `is larger than the ${MAX_RECORD_BYTES} bytes that are read; make it smaller`,
    };
  }
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value));
  } catch (error) {
    return { problem: `is no JSON (${plainText(errorMessage(error))}); put it again` };
  }
  const parsed = nodeRecord.safeParse(root);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) =>
      explainIssue(issue, nodeRecord, root, []),
    );
    const told = issues.slice(0, MOST_ISSUES).map(({ message }) => plainText(message));
    const rest = issues.length > told.length ? `; and ${issues.length - told.length} more` : '';
    return { problem: `is no node: ${told.join('; ')}${rest}` };
  }
  const record = parsed.data;
  if (record.name !== name) {
    const problem = `is named "${plainText(record.name)}", which its key must end with; rename one of them`;
    return { problem };
  }
  return { record };
}
