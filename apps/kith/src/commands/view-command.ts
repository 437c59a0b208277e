import { AgentError } from '@kith/agent-api';
import { Command } from 'commander';

import type { AgentOptions, CommandContext } from '../cli/command-context.js';
import { agentOptions, examples } from '../cli/options.js';
import { writeJson, writeJsonLine } from '../cli/terminal.js';
import type { View } from './views.js';

interface Options extends AgentOptions {
  readonly json?: true;
  readonly watch?: true;
}

const CLEAR = '\u001b[H\u001b[2J';

/** `kith status`, `targets`, `neighbors`: prints a view once, or again after each change. */
export function viewCommand(view: View<never>, context: CommandContext): Command {
  return agentOptions(new Command(view.name))
    .description(view.description)
    .option('-w, --watch', 'stay, and print again after each change')
    .option('--json', 'print JSON; with --watch one document a line')
    .addHelpText('after', examples(view.examples))
    .action((options: Options) => show(view, options, context));
}

async function show(view: View<never>, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const agent = await context.connect(options);
  // the route of a view answers the document of that view
  const render = (document: unknown): Promise<string> =>
    view.render(document as never, terminal, context.now());

  if (!options.watch) {
    const document = await agent.get(view.path);
    return options.json ? writeJson(terminal, document) : terminal.write(await render(document));
  }
  for await (const document of agent.stream(`${view.path}?watch=1`)) {
    if (options.json) await writeJsonLine(terminal, document);
    else await terminal.write((terminal.isInteractive ? CLEAR : '\n') + (await render(document)));
  }
  throw new AgentError('not-running', 'the agent has stopped; nothing more to watch');
}
