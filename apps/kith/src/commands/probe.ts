import { release } from 'node:os';

import { type Capability, KernelCapabilities, NeighborStrategy } from '@kith/neighbor-api';
import { Command } from 'commander';

import type { CommandContext } from '../cli/command-context.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';
import type { ProbeDocument } from '../render/probe.js';

interface Options {
  readonly config?: string;
  readonly json?: true;
}

/** `kith probe`: what this kernel can do. Succeeds whatever the answer is. */
export function probeCommand(context: CommandContext): Command {
  return configOption(new Command('probe'))
    .description('what this kernel can do, with the evidence; changes nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(['kith probe', 'kith probe --json | jq .strategies']))
    .action((options: Options) => probe(options, context));
}

async function probe(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.createAgent({
    ...(options.config === undefined ? {} : { file: options.config }),
    only: ['kernel-capabilities'],
    isQuiet: true,
  });
  await agent.start();
  try {
    const capabilities = agent.get(KernelCapabilities);
    const document: ProbeDocument = {
      kernel: release(),
      capabilities: capabilities.list(),
      strategies: agent.getAll(NeighborStrategy).map(({ id, description, requires }) => ({
        id,
        description,
        isUsable: areSupported(requires.map((name) => capabilities.get(name).status)),
        requires,
      })),
    };
    if (options.json) return await writeJson(terminal, document);
    const { renderProbe } = await import('../render/probe.js');
    await terminal.write(await renderProbe(document, terminal));
  } finally {
    await agent.stop();
  }
}

function areSupported(statuses: readonly Capability['status'][]): boolean | null {
  if (statuses.includes('unsupported')) return false;
  return statuses.includes('unknown') ? null : true;
}
