import { type AgentPlugin, key } from '@kith/agent-api';
import { configFlags } from '@kith/agent-runtime';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { ContainerModule } from 'inversify';
import * as z from 'zod';

import { addConfigFlags, configRequest } from './config-flags.js';

const plugin: AgentPlugin = {
  id: 'example',
  description: 'An example.',
  config: z.strictObject({
    on: key(z.boolean().default(true), {
      description: 'On or off.',
      reload: 'live',
      flag: { name: 'enable-it', value: '[BOOL]' },
    }),
    nodes: key(z.array(z.string()).default([]), {
      description: 'Nodes.',
      reload: 'live',
      flag: { name: 'node', value: 'NAME=ADDR', isRepeatable: true },
    }),
    level: key(z.string().default('info'), {
      description: 'Level.',
      reload: 'live',
      flag: { name: 'level', value: 'LEVEL' },
    }),
    hidden: key(z.int().default(1), { description: 'In the file only.', reload: 'live' }),
  }),
  module: new ContainerModule(() => undefined),
};

/** Those of the example; the runtime has flags of its own. */
const flags = configFlags([plugin]).filter(({ key }) => key.section.id === 'example');

function given(...argv: string[]): Record<string, readonly string[]> {
  const command = addConfigFlags(new Command('run'), flags).exitOverride();
  command.parse(argv, { from: 'user' });
  return Object.fromEntries(configRequest(command, {}, flags).flags ?? []);
}

describe('config flags', () => {
  it('are absent where nothing was typed', () => {
    expect(given()).toEqual({});
  });

  it.each([
    [['--enable-it'], ['']],
    [['--enable-it=false'], ['false']],
  ])('take %j', (argv, values) => {
    expect(given(...argv)).toEqual({ 'enable-it': values });
  });

  it('keep all values of a repeatable flag, the last of any other', () => {
    expect(given('--node=a=1', '--node', 'b=2', '--level=info', '--level=debug')).toEqual({
      node: ['a=1', 'b=2'],
      level: ['debug'],
    });
  });

  it('exist only for keys that declare one', () => {
    const command = addConfigFlags(new Command('run'), flags);
    expect(command.options.map(({ long }) => long)).toEqual(['--enable-it', '--node', '--level']);
  });
});
