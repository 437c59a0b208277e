import { AgentError } from './agent-error.js';

/** Contributions by id, in binding order. @throws AgentError `internal` when two have the same id */
export function contributionsById<T extends { readonly id: string }>(
  contributions: readonly T[],
): ReadonlyMap<string, T> {
  const byId = new Map<string, T>();
  for (const contribution of contributions) {
    if (byId.has(contribution.id)) {
      throw new AgentError('internal', `two contributions have the id "${contribution.id}"`);
    }
    byId.set(contribution.id, contribution);
  }
  return byId;
}
