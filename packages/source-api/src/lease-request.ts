import { AgentError } from '@kith/agent-api';
import { explainIssue } from '@kith/yaml-document';

import { leaseRequest, type LeaseRequest } from './documents.js';

/** What the body of a request asks for. @throws AgentError `bad-request` */
export function parseLeaseRequest(body: unknown): LeaseRequest {
  const parsed = leaseRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues.flatMap((issue) =>
    explainIssue(issue, leaseRequest, body, []),
  );
  throw new AgentError(
    'bad-request',
    `the body: ${problem?.message}; write { "addresses": ["10.69.0.2"], "lease": "5m" }`,
  );
}
