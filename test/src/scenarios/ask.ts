import type { Agent } from '@kith/lab';
import type { NeighborReport, TargetReport } from '@kith/neighbor-api';

/** What `kith neighbors --json` shows. */
export async function neighbors(agent: Agent): Promise<readonly NeighborReport[]> {
  const { body } = await agent.get('/v1/neighbors');
  return (body as { neighbors: readonly NeighborReport[] }).neighbors;
}

/** What `kith targets --json` shows. */
export async function targets(agent: Agent): Promise<readonly TargetReport[]> {
  const { body } = await agent.get('/v1/targets');
  return (body as { targets: readonly TargetReport[] }).targets;
}

/** `scope: message` of each part of the agent that does not work as it should. */
export async function complaints(agent: Agent): Promise<readonly string[]> {
  const { body } = await agent.get('/v1/status');
  const { health } = body as {
    health: readonly { scope: string; level: string; message: string }[];
  };
  return health
    .filter(({ level }) => level !== 'ok')
    .map(({ scope, message }) => `${scope}: ${message}`);
}

/** A counter of `/metrics`, all its labels together. @throws Error when there is none of that name */
export async function counter(agent: Agent, name: string): Promise<number> {
  const samples = [...(await agent.metrics())].filter(([sample]) => sample.split('{')[0] === name);
  if (samples.length === 0) throw new Error(`there is no metric ${name}`);
  return samples.reduce((sum, [, value]) => sum + value, 0);
}
