import type { ConfigFlag } from '@kith/agent-runtime';
import { Command } from 'commander';

import type { CommandContext, ConfigRequest, LocalAgent } from '../cli/command-context.js';
import { addConfigFlags, type ConfigOptions, configRequest } from '../cli/config-flags.js';
import { configOption, examples } from '../cli/options.js';

/** `kith run`: the agent, in the foreground, until it is told to end. */
export function runCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  const command = configOption(new Command('run'))
    .description('keep the next hops of this node resolved, in the foreground, until told to end')
    .addHelpText(
      'after',
      examples([
        'kith run                                   the gateways of this host',
        'kith run --node node2=10.69.0.2,fd00::2    another node, by its addresses',
        'kith run -c /etc/kith/kith.yaml --log-format=json',
      ]) + '\nSIGHUP reads the config file again; SIGINT and SIGTERM end it.\n',
    );
  return addConfigFlags(command, flags).action((options: ConfigOptions) =>
    run(configRequest(command, options, flags), context),
  );
}

async function run(request: ConfigRequest, context: CommandContext): Promise<void> {
  const { signals } = context;
  let agent: LocalAgent | undefined;
  let isReloadDue = false;
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const reload = (): void => {
    if (agent) void agent.reload();
    else isReloadDue = true;
  };
  const told = new Promise<void>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // before the config is read, so that no signal is lost; once: a second Ctrl-C kills an agent that does not get
  // done with ending
  signals.once('SIGINT', end);
  signals.once('SIGTERM', end);
  signals.on('SIGHUP', reload);
  try {
    const created = await context.createAgent(request);
    if (ending.signal.aborted) return;
    agent = created;
    const starting = agent.start();
    if (isReloadDue) reload();
    await Promise.race([starting, told]);
    await told;
    await agent.stop();
    await starting;
  } catch (error) {
    // told to end while starting: how the start was cut off is no news
    if (!ending.signal.aborted) throw error;
  } finally {
    signals.off('SIGINT', end);
    signals.off('SIGTERM', end);
    signals.off('SIGHUP', reload);
  }
}
