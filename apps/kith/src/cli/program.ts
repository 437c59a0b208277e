import type { ConfigFlag } from '@kith/agent-runtime';
import { Command } from 'commander';

import { cleanupCommand } from '../commands/cleanup.js';
import { configCommand } from '../commands/config.js';
import { doctorCommand } from '../commands/doctor.js';
import { eventsCommand } from '../commands/events.js';
import { explainCommand } from '../commands/explain.js';
import { planCommand } from '../commands/plan.js';
import { probeCommand } from '../commands/probe.js';
import { runCommand } from '../commands/run.js';
import { targetCommand } from '../commands/target.js';
import { viewCommand } from '../commands/view-command.js';
import { views } from '../commands/views.js';
import type { CommandContext } from './command-context.js';
import { usageLine } from './report-error.js';

/** Put in by the bundler. */
declare const KITH_VERSION: string | undefined;

/**
 * The whole command line. `flags` are those that stand for config keys. Nothing ends the process:
 * usage errors are printed to stderr in one line and thrown as CommanderError.
 */
export function createProgram(
  flags: readonly ConfigFlag[],
  context: CommandContext,
  stderr: { write(text: string): unknown },
): Command {
  const program = new Command('kith')
    .description('Keeps the L2 addresses of the next hops of this node resolved, all the time.')
    .version(typeof KITH_VERSION === 'string' ? KITH_VERSION : 'unbuilt', '-V, --version');
  program.commandsGroup('The agent:');
  program.addCommand(runCommand(flags, context));
  program.addCommand(planCommand(flags, context));
  program.addCommand(doctorCommand(flags, context));
  program.addCommand(probeCommand(context));
  program.addCommand(cleanupCommand(context));
  program.addCommand(configCommand(flags, context));
  program.commandsGroup('Asking a running agent:');
  for (const view of views) program.addCommand(viewCommand(view, context));
  program.addCommand(explainCommand(context));
  program.addCommand(eventsCommand(context));
  program.addCommand(targetCommand(context));
  program.helpCommand(false).commandsGroup('Help:').addCommand(helpCommand(program));
  forEachCommand(program, (command, path) => {
    command.exitOverride().configureOutput({
      writeErr: (text) => stderr.write(text),
      outputError: (complaint) => stderr.write(usageLine(complaint, path)),
    });
    if (command.commands.length > 0) refuseHelpOfUnknown(command);
  });
  return program;
}

/** `kith nosuch --help`: commander would show the help of what it knows, and succeed. Asked without --help it complains. */
function refuseHelpOfUnknown(group: Command): void {
  group.addHelpText('before', () => {
    const name = group.args.find((word) => !word.startsWith('-'));
    const isKnown = group.commands.some((command) => command.name() === name);
    if (name !== undefined && !isKnown) group.parse([name], { from: 'user' });
    return '';
  });
}

/** `kith help config show`. Commander's own shows the help of another command where there is no such one. */
function helpCommand(program: Command): Command {
  return new Command('help')
    .argument('[COMMAND...]')
    .description('this, or the help of a command')
    .helpOption(false)
    .action((names: readonly string[]) => {
      let command = program;
      for (const name of names) {
        const child = command.commands.find((candidate) => candidate.name() === name);
        if (!child) program.error(`unknown command '${names.join(' ')}'`);
        command = child;
      }
      command.help();
    });
}

/** This command and all below it, each with its path without the program's name: `config show`. */
function forEachCommand(
  command: Command,
  visit: (command: Command, path: string) => void,
  path = '',
): void {
  visit(command, path);
  for (const child of command.commands) {
    forEachCommand(child, visit, `${path} ${child.name()}`.trim());
  }
}
