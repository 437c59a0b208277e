import type { RuleMessage } from '../messages.js';
import { Attributes } from './attributes.js';
import { familyOf } from './read-address.js';
import { FIB_RULE_HDR_LEN, FRA_PRIORITY } from './uapi.js';

const attributes = new Attributes();

/** struct fib_rule_hdr and what follows it. Undefined for rules of other families. */
export function decodeRule(bytes: Buffer, start: number, end: number): RuleMessage | undefined {
  const family = familyOf(bytes.readUInt8(start));
  if (family === undefined) return undefined;
  attributes.parse(bytes, start + FIB_RULE_HDR_LEN, end);
  return { kind: 'rule', family, priority: attributes.u32(FRA_PRIORITY) ?? 0 };
}
