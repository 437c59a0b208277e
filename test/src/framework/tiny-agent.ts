// A node agent that has nothing to do with networks: that it works shows that the framework does not either.
//
// tiny-agent [-c FILE] [--only ID] [--show] [--FLAG VALUE]...
import { parseArgs } from 'node:util';

import { adminServerPlugin } from '@kith/admin-server';
import { errorMessage } from '@kith/agent-api';
import { configFlags, createAgent, describeConfig, rowName } from '@kith/agent-runtime';

import { doormanPlugin } from './doorman.js';
import { greeterPlugin } from './greeter.js';

const plugins = [adminServerPlugin, greeterPlugin, doormanPlugin];

const {
  config: file,
  only,
  show,
  ...flags
} = parseArgs({
  options: {
    config: { type: 'string', short: 'c' },
    only: { type: 'string', multiple: true },
    show: { type: 'boolean' },
    ...Object.fromEntries(
      configFlags(plugins).map(({ name, value }) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  },
}).values as Record<string, string | true | readonly string[] | undefined>;

try {
  const agent = await createAgent({
    name: 'tiny',
    plugins,
    ...(typeof file === 'string' ? { file } : {}),
    environment: process.env,
    flags: new Map(
      Object.entries(flags).map(([name, value]) => [name, [value === true ? '' : String(value)]]),
    ),
  });
  if (show) {
    for (const row of describeConfig(agent.config)) {
      process.stdout.write(`${rowName(row)} = ${JSON.stringify(row.value)} (${row.origin})\n`);
    }
  } else {
    process.once('SIGTERM', () => void agent.stop());
    process.on('SIGHUP', () => {
      agent.reload().then(
        () => process.stderr.write('reloaded\n'),
        (error: unknown) => process.stderr.write(`refused: ${errorMessage(error)}\n`),
      );
    });
    await agent.start(Array.isArray(only) ? { only: only as string[] } : {});
    process.stderr.write('running\n');
  }
} catch (error) {
  process.stderr.write(`tiny-agent: ${errorMessage(error)}\n`);
  process.exitCode = 1;
}
