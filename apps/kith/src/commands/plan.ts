import { AgentError } from '@kith/agent-api';
import type { ConfigFlag } from '@kith/agent-runtime';
import { KernelCapabilities, NeighborView } from '@kith/neighbor-api';
import { Command } from 'commander';

import { assumptions } from '../agent/assumed-capabilities.js';
import { REHEARSAL, untilDecided } from '../agent/rehearsal.js';
import type { CommandContext, ConfigRequest } from '../cli/command-context.js';
import { addConfigFlags, type ConfigOptions, configRequest } from '../cli/config-flags.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';

interface Options extends ConfigOptions {
  readonly json?: true;
}

/** `kith plan`: what `run` would write and delete now, and why. */
export function planCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  const command = configOption(new Command('plan'))
    .description('what run would write and delete now, and why; writes nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith plan -c /etc/kith/kith.yaml', 'kith plan --node node2=10.69.0.2']) +
        '\nTargets with a lease (source-api) are not known to it: what only they need shows as removed.\n',
    );
  return addConfigFlags(command, flags).action((options: Options) =>
    plan(configRequest(command, options, flags), options, context),
  );
}

async function plan(
  request: ConfigRequest,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const agent = await context.createAgent({ ...request, ...REHEARSAL });
  await agent.start();
  try {
    const missing = await untilDecided(agent);
    if (missing.length > 0) {
      throw new AgentError('internal', `no plan yet: ${missing.join('; ')}; see --log-level=debug`);
    }
    const view = agent.get(NeighborView);
    const document = {
      writes: view.pending(),
      skipped: view.targets().filter(({ skipped }) => skipped !== undefined),
      assumed: assumptions(agent.get(KernelCapabilities)),
    };
    if (options.json) return await writeJson(terminal, document);
    const { renderPlan } = await import('../render/plan.js');
    await terminal.write(await renderPlan(document, terminal));
  } finally {
    await agent.stop();
  }
}
