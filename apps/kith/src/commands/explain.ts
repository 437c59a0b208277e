import { AgentError } from '@kith/agent-api';
import type { Explanation } from '@kith/neighbor-api';
import { parseIpAddress } from '@kith/net-types';
import { Command } from 'commander';

import type { AgentOptions, CommandContext } from '../cli/command-context.js';
import { agentOptions, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';

interface Options extends AgentOptions {
  readonly json?: true;
  readonly iif?: string;
  readonly from?: string;
  readonly mark?: string;
}

/** `kith explain ADDRESS`: from who wants it to the entry that serves it, or why there is none. */
export function explainCommand(context: CommandContext): Command {
  return agentOptions(new Command('explain'))
    .description(
      'everything about one address: owners, routes, next hops, entries, and what follows',
    )
    .argument('<ADDRESS>', 'a target, a next hop, or any address')
    .option('--iif <DEV>', 'as the FIB answers for packets that come in here (IPv4: with --from)')
    .option('--from <ADDRESS>', 'as the FIB answers for packets with this source')
    .option('--mark <N>', 'as the FIB answers for packets with this firewall mark')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith explain 10.69.0.2', 'kith explain fd00::2 --iif eth1 --json']),
    )
    .action((address: string, options: Options) => explain(address, options, context));
}

async function explain(text: string, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const address = parseIpAddress(text);
  if (address === undefined) {
    throw new AgentError(
      'bad-request',
      `"${text}" is not an IP address; write 10.69.0.2 or fd00::2, without a zone or a prefix length`,
    );
  }
  const query = new URLSearchParams({ address });
  for (const name of ['iif', 'from', 'mark'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  const agent = await context.connect(options);
  const explanation = await agent.get(`/v1/explain?${query.toString()}`);
  if (options.json) return writeJson(terminal, explanation);
  const { renderExplanation } = await import('../render/explanation.js');
  await terminal.write(
    await renderExplanation(explanation as Explanation, terminal, context.now()),
  );
}
