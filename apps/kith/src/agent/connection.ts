import { AdminClient, adminServerConfig } from '@kith/admin-server';
import { AgentError } from '@kith/agent-api';
import type { Environment } from '@kith/agent-runtime';

import type { AgentConnection, AgentOptions } from '../cli/command-context.js';

/** The running agent that --socket, KITH_SOCKET or its config file name; else the one at the usual place. */
export async function connectTo(
  options: AgentOptions,
  environment: Environment,
): Promise<AgentConnection> {
  return new AdminClient(await socketOf(options, environment));
}

async function socketOf(
  { socket, config }: AgentOptions,
  environment: Environment,
): Promise<string> {
  const named = socket ?? environment['KITH_SOCKET'];
  if (named) return checked(named);
  if (config === undefined) return adminServerConfig.parse({}).socket;
  // all plugins are read for that: most people name the socket, or neither
  const { describeLocalConfig } = await import('./local-config.js');
  const rows = await describeLocalConfig({ file: config }, environment);
  return String(rows.find(({ path }) => path.join('.') === 'agent.socket')?.value);
}

/** @throws AgentError `bad-request` for what no agent can listen on */
function checked(socket: string): string {
  const { error } = adminServerConfig.shape.socket.safeParse(socket);
  if (!error) return socket;
  throw new AgentError('bad-request', `the socket "${socket}" ${error.issues[0]?.message}`);
}
