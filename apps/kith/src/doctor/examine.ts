import { sysctlName } from '@kith/neighbor-api';

import { carrier } from './carrier.js';
import { complaints } from './complaints.js';
import type { Facts } from './facts.js';
import type { Check, Finding, Read, Severity } from './finding.js';
import { forwarding } from './forwarding.js';
import { freshness } from './freshness.js';
import { backlog, gcThresholds, receiveBuffer } from './limits.js';
import { linkLocal } from './link-local.js';
import { otherAgents } from './other-agents.js';
import { capabilities } from './privileges.js';
import { unnumbered } from './unnumbered.js';
import { workToDo } from './work-to-do.js';

/** In the order in which they are told: what must hold first of all comes first. */
const CHECKS: readonly Check[] = [
  capabilities,
  workToDo,
  complaints,
  forwarding,
  linkLocal,
  unnumbered,
  otherAgents,
  carrier,
  freshness,
  gcThresholds,
  receiveBuffer,
  backlog,
];

/** `kith doctor --json`. */
export interface DoctorDocument {
  /** `uname -r`. */
  readonly kernel: string;
  readonly strategy: string;
  /** Problems, then advice, then what was not seen. */
  readonly findings: readonly (Finding & { readonly check: string })[];
  /** What is as it should be, by check. */
  readonly fine: readonly { readonly check: string; readonly says: string }[];
}

const ORDER: readonly Severity[] = ['problem', 'advice', 'unseen'];

/** Judges facts by every check. A setting that cannot be read is a line of its own, once. */
export function examine(facts: Facts): DoctorDocument {
  const findings: (Finding & { readonly check: string })[] = [];
  const fine: { readonly check: string; readonly says: string }[] = [];
  const refused = new Set<string>();
  for (const check of CHECKS) {
    const unseen: Finding[] = [];
    const read: Read = (...path) => {
      const name = sysctlName(...path);
      const reading = facts.sysctls.read(name);
      if (reading.kind === 'refused' && !refused.has(name)) {
        refused.add(name);
        unseen.push(unreadable(name, reading.error));
      }
      return reading.kind === 'value' ? reading.value : undefined;
    };
    const own = [...check.look(facts, read), ...unseen];
    findings.push(...own.map((finding) => ({ check: check.id, ...finding })));
    const says = own.length === 0 ? check.fine(facts, read) : undefined;
    if (says !== undefined) fine.push({ check: check.id, says });
  }
  findings.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return { kernel: facts.kernel, strategy: facts.summary.strategy, findings, fine };
}

function unreadable(name: string, error: string): Finding {
  return {
    severity: 'unseen',
    what: error,
    where: name,
    why: 'what depends on it was not looked at',
    cure: 'run kith doctor as root',
  };
}
