import { type AgentErrorCode, isAgentError } from '@kith/agent-api';

/** What users and service managers rely on; the contract lists them. */
const EXIT_CODES: Partial<Record<AgentErrorCode, number>> = {
  'config-invalid': 2,
  'bad-request': 2,
  'privilege-missing': 3,
  'feature-missing': 4,
};

/** The exit code that tells what kind of error ended a command. */
export function exitCode(error: unknown): number {
  return (isAgentError(error) && EXIT_CODES[error.code]) || 1;
}
