import { Command } from 'commander';

import { eventsCommand } from '../commands/events.js';
import { explainCommand } from '../commands/explain.js';
import { viewCommand } from '../commands/view-command.js';
import { views } from '../commands/views.js';
import type { CommandContext } from './command-context.js';

declare const KITH_VERSION: string | undefined;

/** The whole command line. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('kith')
    .description('Keeps the L2 addresses of the next hops of this node resolved, all the time.')
    .version(typeof KITH_VERSION === 'string' ? KITH_VERSION : 'unbuilt', '-V, --version')
    .showSuggestionAfterError()
    .helpCommand('help [COMMAND]', 'this, or the help of a command');
  for (const view of views) program.addCommand(viewCommand(view, context));
  program.addCommand(explainCommand(context));
  program.addCommand(eventsCommand(context));
  return program;
}
