import { adminServerPlugin } from '@kith/admin-server';
import type { AgentPlugin } from '@kith/agent-api';

/** What this agent is made of, in the order in which it starts; it stops in reverse. */
export const plugins: readonly AgentPlugin[] = [
  // answers from the first moment on, also "not ready yet"
  adminServerPlugin,
];
