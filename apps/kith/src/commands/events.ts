import { AgentError } from '@kith/agent-api';
import { Command } from 'commander';

import type { AgentOptions, CommandContext } from '../cli/command-context.js';
import { agentOptions, examples } from '../cli/options.js';
import { writeJsonLine } from '../cli/terminal.js';
import { renderEvent, type StreamedEvent } from '../render/event.js';

interface Options extends AgentOptions {
  readonly json?: true;
  readonly watch?: true;
}

/** `kith events`: what happened, and with --watch what happens. */
export function eventsCommand(context: CommandContext): Command {
  return agentOptions(new Command('events'))
    .description('what happened to neighbors, devices and sources, oldest first')
    .option('-w, --watch', 'stay, and print what happens')
    .option('--json', 'print JSON, one event a line')
    .addHelpText(
      'after',
      examples([
        'kith events',
        'kith events --watch',
        `kith events --json | jq 'select(.kind == "mac-changed")'`,
      ]),
    )
    .action((options: Options) => follow(options, context));
}

async function follow(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.connect(options);
  const print = (event: StreamedEvent): Promise<void> =>
    options.json ? writeJsonLine(terminal, event) : terminal.write(renderEvent(event, terminal));

  if (!options.watch) {
    const { events } = (await agent.get('/v1/events')) as { events: readonly StreamedEvent[] };
    for (const event of events) await print(event);
    return;
  }
  for await (const event of agent.stream('/v1/events?watch=1')) await print(event as StreamedEvent);
  throw new AgentError('not-running', 'the agent has stopped; nothing more to watch');
}
