import { AgentError, isAgentError } from '@kith/agent-api';
import { isOurs, KernelState, NeighborWriter, removal } from '@kith/neighbor-api';
import { Command } from 'commander';

import type { CommandContext, LocalAgent } from '../cli/command-context.js';
import { configOption, examples } from '../cli/options.js';
import { type Terminal, writeJson } from '../cli/terminal.js';
import type { CleanupDocument, CleanupEntry } from '../render/cleanup.js';
import type { MigrationDocument } from '../render/migration.js';
import { migrate, migrations } from './migrate-permanent.js';

interface Options {
  readonly config?: string;
  readonly dryRun?: true;
  readonly force?: true;
  readonly json?: true;
  readonly migratePermanent?: readonly string[];
}

/** `kith cleanup`: takes away what an agent left behind, and nothing else. */
export function cleanupCommand(context: CommandContext): Command {
  return configOption(new Command('cleanup'))
    .description('remove the entries that carry our mark, and only those')
    .option('-n, --dry-run', 'list them, remove nothing')
    .option('-f, --force', 'even while an agent with this mark runs (it will put them back)')
    .option('--json', 'print JSON')
    .option(
      '--migrate-permanent <DEVICE...>',
      'instead: check the PERMANENT entries of these devices; those that answer become ours, the others go',
    )
    .addHelpText(
      'after',
      examples([
        'kith cleanup --dry-run',
        'kith cleanup',
        'kith cleanup --migrate-permanent eth0 eth1 --dry-run',
      ]),
    )
    .action((options: Options) => cleanup(options, context));
}

async function cleanup(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.createAgent({
    ...(options.config === undefined ? {} : { file: options.config }),
    // what was converted is to stay
    ...(options.migratePermanent && { flags: new Map([['on-exit', ['keep']]]) }),
    // a listing needs no lock and no privilege, and a writer that ends may carry out its `onExit`
    only: options.dryRun ? ['kernel-state'] : ['kernel-state', 'neighbor-writer'],
    isQuiet: true,
    ...(options.force ? { takesNoLock: true } : {}),
  });
  await agent.start().catch(explainRefusal);
  try {
    if (options.migratePermanent) {
      return await migratePermanent(agent, options.migratePermanent, options, terminal);
    }
    const document = await removeOurs(agent, options.dryRun ?? false);
    if (options.json) await writeJson(terminal, document);
    else {
      const { renderCleanup } = await import('../render/cleanup.js');
      await terminal.write(await renderCleanup(document, terminal));
    }
    refuseFailures(document.entries, 'removed');
  } finally {
    await agent.stop();
  }
}

async function migratePermanent(
  agent: LocalAgent,
  devices: readonly string[],
  { dryRun, json }: Options,
  terminal: Terminal,
): Promise<void> {
  const planned = migrations(agent, devices);
  const entries = dryRun ? planned : await migrate(agent, planned);
  const document: MigrationDocument = { isDryRun: dryRun ?? false, entries };
  if (json) await writeJson(terminal, document);
  else {
    const { renderMigration } = await import('../render/migration.js');
    await terminal.write(await renderMigration(document, terminal));
  }
  refuseFailures(entries, 'migrated');
}

/** A running agent is a reason to stop here, but the user's word goes. */
function explainRefusal(error: unknown): never {
  if (!isAgentError(error, 'already-running')) throw error;
  throw new AgentError('already-running', `${error.message}, or use --force`, { cause: error });
}

async function removeOurs(agent: LocalAgent, isDryRun: boolean): Promise<CleanupDocument> {
  const { links, neighbors } = agent.get(KernelState);
  const writer = agent.get(NeighborWriter);
  const ours = [...neighbors.values()].filter((neighbor) => isOurs(neighbor, writer.mark));
  const results = isDryRun ? undefined : await writer.apply(ours.map(removal));
  const entries = ours.map(({ ifindex, address, lladdr, state }, i): CleanupEntry => {
    const result = results?.[i];
    return {
      device: links.get(ifindex)?.name ?? `#${ifindex}`,
      ifindex,
      address,
      ...(lladdr === undefined ? {} : { lladdr }),
      state,
      ...(result === undefined
        ? { result: 'would be removed' }
        : result.ok
          ? { result: 'removed' }
          : { result: 'failed', error: result.error.message }),
    };
  });
  return { mark: writer.mark, isDryRun, entries };
}

function refuseFailures(entries: readonly { readonly result: string }[], done: string): void {
  const failed = entries.filter(({ result }) => result === 'failed').length;
  if (failed === 0) return;
  const what = failed === 1 ? '1 entry' : `${failed} entries`;
  throw new AgentError('internal', `${what} could not be ${done}; see the list`);
}
