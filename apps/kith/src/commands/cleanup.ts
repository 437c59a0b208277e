import { AgentError, isAgentError } from '@kith/agent-api';
import { isOurs, KernelState, NeighborWriter } from '@kith/neighbor-api';
import { Command } from 'commander';

import type { CommandContext, LocalAgent } from '../cli/command-context.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';
import type { CleanupDocument, CleanupEntry } from '../render/cleanup.js';

interface Options {
  readonly config?: string;
  readonly dryRun?: true;
  readonly force?: true;
  readonly json?: true;
}

/** `kith cleanup`: takes away what an agent left behind, and nothing else. */
export function cleanupCommand(context: CommandContext): Command {
  return configOption(new Command('cleanup'))
    .description('remove the entries that carry our mark, and only those')
    .option('-n, --dry-run', 'list them, remove nothing')
    .option('-f, --force', 'even while an agent with this mark runs (it will put them back)')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(['kith cleanup --dry-run', 'kith cleanup']))
    .action((options: Options) => cleanup(options, context));
}

async function cleanup(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.createAgent({
    ...(options.config === undefined ? {} : { file: options.config }),
    // a listing needs no lock and no privilege, and a writer that ends may carry out its `onExit`
    only: options.dryRun ? ['kernel-state'] : ['kernel-state', 'neighbor-writer'],
    isQuiet: true,
    ...(options.force ? { takesNoLock: true } : {}),
  });
  await agent.start().catch(explainRefusal);
  try {
    const document = await removeOurs(agent, options.dryRun ?? false);
    if (options.json) await writeJson(terminal, document);
    else {
      const { renderCleanup } = await import('../render/cleanup.js');
      await terminal.write(await renderCleanup(document, terminal));
    }
    const failed = document.entries.filter(({ result }) => result === 'failed').length;
    if (failed > 0) {
      const what = failed === 1 ? '1 entry' : `${failed} entries`;
      throw new AgentError('internal', `${what} could not be removed; see the list`);
    }
  } finally {
    await agent.stop();
  }
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
  const results = isDryRun
    ? undefined
    : await writer.apply(
        ours.map(({ ifindex, address }) => ({ kind: 'delete', ifindex, address }) as const),
      );
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
