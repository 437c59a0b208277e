import { readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';

import {
  duration,
  type HealthEntry,
  HealthReport,
  InstanceLocks,
  isAgentError,
} from '@kith/agent-api';
import type { ConfigRow } from '@kith/agent-runtime';
import type { StatusDocument } from '@kith/introspection';
import {
  KernelCapabilities,
  KernelState,
  markLock,
  NeighborStrategy,
  NeighborView,
  Sysctls,
} from '@kith/neighbor-api';

import { REHEARSAL, untilDecided } from '../agent/rehearsal.js';
import type { CommandContext, ConfigRequest, LocalAgent } from '../cli/command-context.js';
import type { Facts, RunningAgent, Settings } from './facts.js';

/** Looks at this host as an agent with this config would, and changes nothing. @throws AgentError `config-invalid` */
export async function gatherFacts(context: CommandContext, request: ConfigRequest): Promise<Facts> {
  const config = byPath(await context.describeConfig(request));
  const kernel = await probed(context, request);
  const agent = await rehearsed(context, request);
  try {
    const missing = await untilDecided(agent);
    const view = agent.get(NeighborView);
    const state = agent.get(KernelState);
    const summary = view.summary();
    return {
      kernel: release(),
      ...kernel,
      settings: readSettings(config),
      summary,
      devices: view.devices(),
      targets: view.targets(),
      neighbors: view.neighbors(),
      missing,
      complaints: agent.get(HealthReport).entries().filter(isDegraded),
      addresses: [...state.addresses],
      table: [...state.neighbors.values()],
      sysctls: agent.get(Sysctls),
      processes: processNames(),
      isFirstUserNamespace: isFirstUserNamespace(),
      markHolder: await agent.get(InstanceLocks).holder(markLock(summary.mark)),
      agent: await runningAgent(context, String(config.get('agent.socket'))),
    };
  } finally {
    await agent.stop();
  }
}

/** What the kernel really says: a rehearsal takes for granted what may not be asked. */
async function probed(
  context: CommandContext,
  request: ConfigRequest,
): Promise<Pick<Facts, 'capabilities' | 'strategies'>> {
  const agent = await context.createAgent({
    ...request,
    only: ['kernel-capabilities'],
    isQuiet: true,
  });
  await agent.start();
  try {
    return {
      capabilities: agent.get(KernelCapabilities).list(),
      strategies: agent.getAll(NeighborStrategy),
    };
  } finally {
    await agent.stop();
  }
}

/** The whole agent, with nothing that writes; under `auto` where the strategy that the config names does not work. */
async function rehearsed(context: CommandContext, request: ConfigRequest): Promise<LocalAgent> {
  const start = async (config: ConfigRequest): Promise<LocalAgent> => {
    const agent = await context.createAgent({ ...config, ...REHEARSAL });
    await agent.start();
    return agent;
  };
  try {
    return await start(request);
  } catch (error) {
    if (!isAgentError(error, 'feature-missing')) throw error;
    const flags = new Map([...(request.flags ?? []), ['strategy', ['auto']] as const]);
    return start({ ...request, flags });
  }
}

function isDegraded({ level }: HealthEntry): boolean {
  return level === 'degraded';
}

/** Who answers at the socket of this config. */
async function runningAgent(context: CommandContext, socket: string): Promise<RunningAgent> {
  try {
    const connection = await context.connect({ socket });
    const status = (await connection.get('/v1/status')) as StatusDocument;
    return { kind: 'answers', status };
  } catch (error) {
    return { kind: isAgentError(error, 'privilege-missing') ? 'refuses' : 'none' };
  }
}

function byPath(rows: readonly ConfigRow[]): ReadonlyMap<string, unknown> {
  return new Map(rows.map(({ path, value }) => [path.join('.'), value]));
}

function readSettings(config: ReadonlyMap<string, unknown>): Settings {
  const setting = (path: string): unknown => config.get(`plugins.${path}`);
  const milliseconds = (value: unknown): number => duration().parse(value);
  const period = setting('refresh-controller.period');
  const periodOf = (name: string): number =>
    milliseconds(setting(`refresh-controller.intervals.${name}`) ?? period);
  return {
    strategy: String(setting('neighbor-controller.strategy')),
    keepOnCarrierLoss: setting('kernel-state.keepOnCarrierLoss') === true,
    profile: String(setting('refresh-controller.profile')),
    periods: {
      gateway: periodOf('gateway'),
      node: periodOf('node'),
      other: periodOf('other'),
    },
  };
}

/** Of those that /proc shows: not those of other users where it is mounted with hidepid. */
function processNames(): readonly string[] {
  const names = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readText(`/proc/${pid}/comm`));
  return [...new Set(names)];
}

/** The one that maps all ids to themselves. */
function isFirstUserNamespace(): boolean {
  return /^0 0 4294967295$/.test(readText('/proc/self/uid_map').replace(/\s+/g, ' '));
}

/** Empty where it cannot be read: the process may be gone. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
