import { AgentError } from '@kith/agent-api';
import type { ConfigFlag } from '@kith/agent-runtime';
import { Command } from 'commander';

import type { CommandContext, ConfigRequest } from '../cli/command-context.js';
import { addConfigFlags, type ConfigOptions, configRequest } from '../cli/config-flags.js';
import { configOption, examples } from '../cli/options.js';
import { writeJson } from '../cli/terminal.js';

interface Options extends ConfigOptions {
  readonly json?: true;
}

/** `kith doctor`: what is wrong on this host, and how to mend it. Fails where there is a problem. */
export function doctorCommand(flags: readonly ConfigFlag[], context: CommandContext): Command {
  const command = configOption(new Command('doctor'))
    .description('what is wrong on this host, and how to mend it; changes nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A problem drops packets or keeps the agent from starting: exit code 1. Advice is about what goes worse
than it could in some event: exit code 0. As root it sees more; it says what it could not see.
${examples(['kith doctor -c /etc/kith/kith.yaml', "kith doctor --json | jq -r '.findings[].cure'"])}`,
    );
  return addConfigFlags(command, flags).action((options: Options) =>
    doctor(configRequest(command, options, flags), options, context),
  );
}

async function doctor(
  request: ConfigRequest,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  // loaded here: no other command needs it
  const { gatherFacts } = await import('../doctor/gather-facts.js');
  const { examine } = await import('../doctor/examine.js');
  const document = examine(await gatherFacts(context, request));
  if (options.json) await writeJson(terminal, document);
  else {
    const { renderDoctor } = await import('../render/doctor.js');
    await terminal.write(renderDoctor(document, terminal));
  }
  const problems = document.findings.filter(({ severity }) => severity === 'problem').length;
  if (problems === 0) return;
  throw new AgentError(
    'internal',
    `${problems === 1 ? '1 problem' : `${problems} problems`}; see the list`,
  );
}
