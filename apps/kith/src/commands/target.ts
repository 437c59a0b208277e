import { AgentError } from '@kith/agent-api';
import type { GrantedLease, LeaseList, ReleasedLease } from '@kith/source-api';
import { Command } from 'commander';

import type { AgentOptions, CommandContext } from '../cli/command-context.js';
import { agentOptions, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';
import type { Confirmation } from '../render/leases.js';

interface Options extends AgentOptions {
  readonly json?: true;
}

interface AddOptions extends Options {
  readonly lease?: string;
}

/** As many refusals as one line of errors names. */
const MOST_REFUSALS = 5;

/** `kith target add|del|list`: what programs and people ask for, for a time; `confirm`: what is held of other sources. */
export function targetCommand(context: CommandContext): Command {
  return new Command('target')
    .description('have addresses resolved for a time, by a lease; let go what is held of a source')
    .addCommand(addCommand(context))
    .addCommand(delCommand(context))
    .addCommand(listCommand(context))
    .addCommand(confirmCommand(context));
}

function addCommand(context: CommandContext): Command {
  return agentOptions(new Command('add'))
    .description(
      'have these addresses resolved for OWNER, instead of what it had, until the lease ends',
    )
    .argument('<OWNER>', 'who asks: letters, digits and . _ : @ -')
    .argument('<ADDR...>', 'IPv4 and IPv6 addresses')
    .option('--lease <DURATION>', 'how long: 30s, 5m, 1h (default: 5m, or maxLease if shorter)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        'kith target add xdp-loader 10.69.0.2 fd00::2',
        'kith target add xdp-loader 10.69.0.2 fd00::2 --lease 10m   # again: renews it',
      ]),
    )
    .action((owner: string, addresses: readonly string[], options: AddOptions) =>
      add(owner, addresses, options, context),
    );
}

function delCommand(context: CommandContext): Command {
  return agentOptions(new Command('del'))
    .description('end the lease of OWNER now')
    .argument('<OWNER>', 'as it was added')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(['kith target del xdp-loader']))
    .action((owner: string, options: Options) => del(owner, options, context));
}

function listCommand(context: CommandContext): Command {
  return agentOptions(new Command('list'))
    .description('the owners with a lease, what they have, and what is left of it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(['kith target list', "kith target list --json | jq '.leases[].owner'"]),
    )
    .action((options: Options) => list(options, context));
}

function confirmCommand(context: CommandContext): Command {
  return agentOptions(new Command('confirm'))
    .description('let go now what is held of the targets that a source took away at once')
    .argument('[SOURCE]', 'as kith status names it: file; default: every source')
    .option('--json', 'print JSON')
    .addHelpText('after', examples(['kith target confirm file']))
    .action((source: string | undefined, options: Options) => confirm(source, options, context));
}

async function add(
  owner: string,
  addresses: readonly string[],
  { json, lease, ...agentAt }: AddOptions,
  context: CommandContext,
): Promise<void> {
  const agent = await context.connect(agentAt);
  const body = { addresses, ...(lease !== undefined && { lease }) };
  const granted = (await agent.send('PUT', pathOf(owner), body)) as GrantedLease;
  await (json
    ? writeJson(context.terminal, granted)
    : context.terminal.write(await rendered((render) => render.granted(granted))));
  // what was taken stays; a script is to know all the same
  if (granted.refused.length > 0) throw new AgentError('bad-request', refusals(granted));
}

async function del(owner: string, options: Options, context: CommandContext): Promise<void> {
  const agent = await context.connect(options);
  const released = (await agent.send('DELETE', pathOf(owner))) as ReleasedLease;
  if (options.json) return writeJson(context.terminal, released);
  await context.terminal.write(await rendered((render) => render.released(released)));
}

async function list(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.connect(options);
  const leases = (await agent.get('/v1/leases')) as LeaseList;
  if (options.json) return writeJson(terminal, leases);
  await terminal.write(await rendered((render) => render.list(leases, terminal)));
}

async function confirm(
  source: string | undefined,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const agent = await context.connect(options);
  const body = source === undefined ? {} : { source };
  const answer = (await agent.send('POST', '/v1/removals/confirm', body)) as Confirmation;
  if (options.json) return writeJson(context.terminal, answer);
  await context.terminal.write(await rendered((render) => render.confirmed(answer)));
}

function pathOf(owner: string): string {
  return `/v1/targets/${encodeURIComponent(owner)}`;
}

function refusals({ refused }: GrantedLease): string {
  const told = refused.slice(0, MOST_REFUSALS).map(({ address, reason }) => `${address} ${reason}`);
  const rest = refused.length - told.length;
  return `refused: ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

/** Loaded for those who do not ask for JSON. */
async function rendered(
  by: (render: typeof import('../render/leases.js')) => string | Promise<string>,
): Promise<string> {
  return by(await import('../render/leases.js'));
}
