import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AgentPlugin, duration, errorMessage, isAgentError, key } from '@kith/agent-api';
import { ContainerModule } from 'inversify';
import * as z from 'zod';

import { configSchema } from './config-schema.js';
import { describeConfig, rowName } from './describe-config.js';
import { type ConfigSources, loadConfig } from './load-config.js';

const module = new ContainerModule(() => undefined);
const live = (description: string) => ({ description, reload: 'live' }) as const;

const alpha: AgentPlugin = {
  id: 'alpha',
  description: 'Makes things.',
  module,
  config: z.strictObject({
    size: key(z.int().min(1).default(3), {
      ...live('How big, 1 or more.'),
      flag: { name: 'size', value: 'N', parse: (values) => Number(values.at(-1)) },
    }),
    period: key(duration().prefault('30s'), live('How often.')),
    names: key(z.array(z.string()).default([]), {
      ...live('What they are called.'),
      flag: {
        name: 'name',
        value: 'NAME',
        isRepeatable: true,
        parse: (values) => {
          if (values.includes('nobody')) throw new Error('"nobody" is no name');
          return values;
        },
      },
    }),
    limits: key(
      z
        .strictObject({
          low: key(z.number().default(1), live('Low.')),
          high: key(z.number().default(9), live('High.')),
        })
        .prefault({}),
      live('Limits.'),
    ),
  }),
};

const core: AgentPlugin = {
  id: 'core-thing',
  description: 'Always there.',
  module,
  isCore: true,
  config: z.strictObject({
    isFast: key(z.boolean().default(false), {
      ...live('Whether it is fast.'),
      flag: { name: 'fast', value: '[BOOL]' },
    }),
  }),
};

const door: AgentPlugin = {
  id: 'door',
  description: 'Lets in.',
  module,
  isCore: true,
  section: 'agent',
  config: z.strictObject({ door: key(z.string().default('open'), live('The door.')) }),
};

describe('loadConfig', () => {
  let folder: string;
  let files = 0;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'load-config-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const load = (sources: ConfigSources) => loadConfig('tiny', [alpha, core, door], sources);
  const file = (...lines: string[]): string => {
    const name = path.join(folder, `${++files}.yaml`);
    writeFileSync(name, lines.join('\n'));
    return name;
  };
  /** The lines of the refusal, without the folder. */
  const complaints = async (sources: ConfigSources): Promise<readonly string[]> => {
    const error: unknown = await load(sources).catch((thrown: unknown) => thrown);
    expect(isAgentError(error, 'config-invalid')).toBe(true);
    return errorMessage(error)
      .replace(new RegExp(`${folder}/\\d+\\.yaml`, 'g'), 'FILE')
      .split('\n');
  };

  describe('layers', () => {
    it('fills in every default', async () => {
      const { sections } = await load({});
      expect(sections.get('alpha')).toEqual({
        isEnabled: false,
        config: { size: 3, period: 30_000, names: [], limits: { low: 1, high: 9 } },
      });
      expect(sections.get('agent')?.config).toEqual({ log: { level: 'info', format: 'pretty' } });
    });

    it('lets flags win over the environment, that over the file, that over defaults, and knows who did', async () => {
      const name = file(
        'plugins:',
        '  alpha:',
        '    size: 4',
        '    names: [a]',
        '    limits: {low: 2}',
      );
      const config = await load({
        file: name,
        environment: { TINY_SIZE: '5', TINY_NAME: 'b  c', TINY_LOG_LEVEL: 'debug', TINY_FAST: '' },
        flags: new Map([['size', ['6']]]),
      });
      expect(config.sections.get('alpha')?.config).toMatchObject({
        size: 6,
        names: ['b', 'c'],
        limits: { low: 2, high: 9 },
      });
      const rows = describeConfig(config).map((row) => [rowName(row), row.value, row.origin]);
      expect(rows).toEqual([
        ['agent.log.level', 'debug', 'env TINY_LOG_LEVEL'],
        ['agent.log.format', 'pretty', 'default'],
        ['plugins.alpha.enabled', true, 'flag --size'],
        ['plugins.alpha.size', 6, 'flag --size'],
        ['plugins.alpha.period', '30s', 'default'],
        ['plugins.alpha.names', ['b', 'c'], 'env TINY_NAME'],
        ['plugins.alpha.limits.low', 2, `${name}:5`],
        ['plugins.alpha.limits.high', 9, 'default'],
        ['plugins.core-thing.isFast', false, 'default'],
        ['agent.door', 'open', 'default'],
      ]);
    });

    it('uses the built-in config only without a file', async () => {
      const builtIn = { plugins: { alpha: { size: 8 } } };
      const config = await load({ builtIn });
      expect(config.sections.get('alpha')).toMatchObject({ isEnabled: true, config: { size: 8 } });
      expect(config.originOf(['plugins', 'alpha', 'size'])).toBe('built-in config');
      const other = await load({ builtIn, file: file('') });
      expect(other.sections.get('alpha')?.isEnabled).toBe(false);
    });

    it.each([
      [['true'], true],
      [[''], true],
      [['false'], false],
    ])('reads a boolean flag given as %j', async (values, expected) => {
      const { sections } = await load({ flags: new Map([['fast', values]]) });
      expect(sections.get('core-thing')?.config).toEqual({ isFast: expected });
    });
  });

  describe('enabled', () => {
    it.each([
      ['is named with nothing behind it', ['plugins:', '  alpha:'], true],
      ['is named with a key', ['plugins:', '  alpha: {size: 1}'], true],
      ['is switched off', ['plugins:', '  alpha: {enabled: false, size: 1}'], false],
      ['is not named', ['plugins: {}'], false],
    ])('a plugin that %s', async (_case, lines, isEnabled) => {
      const { sections } = await load({ file: file(...lines) });
      expect(sections.get('alpha')?.isEnabled).toBe(isEnabled);
      expect(sections.get('core-thing')?.isEnabled).toBe(true);
    });

    it('is what a flag means that gives the plugin something to do', async () => {
      const { sections } = await load({
        file: file('plugins:', '  alpha: {enabled: false}'),
        flags: new Map([['size', ['2']]]),
      });
      expect(sections.get('alpha')?.isEnabled).toBe(true);
    });

    it('cannot be said of what always runs', async () => {
      expect(
        await complaints({ file: file('plugins:', '  core-thing: {enabled: false}') }),
      ).toEqual(['FILE:2:16: plugins.core-thing.enabled: core-thing always runs; remove this key']);
    });
  });

  describe('refusals', () => {
    it('list every problem with its place, the nearest name and what was expected', async () => {
      const name = file(
        'agent:',
        '  dor: shut',
        '  log: {level: loud}',
        'plugins:',
        '  alpha:',
        '    size: big',
        '    period: 30',
        '    limits: {hihg: 1}',
        '    names:',
        '      - a',
        '      - 7',
        '  alhpa: {}',
        'plugin: {}',
      );
      expect(await complaints({ file: name })).toEqual([
        'FILE:13:1: unknown key "plugin"; the nearest is "plugins"',
        'FILE:2:3: unknown key "agent.dor"; the nearest is "door"',
        'FILE:12:3: unknown plugin "alhpa"; the nearest is "alpha"',
        'FILE:3:9: agent.log.level: expected one of debug, info, warn, error, got "loud"',
        'FILE:6:5: plugins.alpha.size: expected a number, got "big"',
        'FILE:7:5: plugins.alpha.period: is not a duration; write 250ms, 30s, 5m or 1h, got 30',
        'FILE:11:9: plugins.alpha.names[1]: expected text, got 7',
        'FILE:8:14: unknown key "plugins.alpha.limits.hihg"; the nearest is "high"',
      ]);
    });

    it('blame the flag or the variable that gave the value', async () => {
      const lines = await complaints({
        environment: { TINY_SIZE: '0', TINY_FAST: 'maybe' },
        flags: new Map([
          ['name', ['nobody']],
          ['nam', ['x']],
        ]),
      });
      expect(lines).toEqual([
        'flag --nam: there is no such flag; the nearest is "name"',
        'env TINY_FAST: "maybe" is neither true nor false',
        'flag --name: "nobody" is no name',
        'env TINY_SIZE: plugins.alpha.size: expected 1 or more, got 0',
      ]);
    });

    it.each([
      ['a list', ['- a'], 'FILE:1:1: the config: expected a mapping, got a list'],
      [
        'text for a section',
        ['plugins:', '  alpha: yes'],
        'FILE:2:3: plugins.alpha: expected a mapping, got "yes"',
      ],
      [
        'text for all plugins',
        ['plugins: alpha'],
        'FILE:1:1: plugins: expected a mapping, got "alpha"',
      ],
      [
        'enabled as text',
        ['plugins:', '  alpha: {enabled: "no"}'],
        'FILE:2:11: plugins.alpha.enabled: expected true or false, got "no"',
      ],
      ['a key twice', ['agent: {}', 'agent: {}'], 'FILE:2:1: duplicated mapping key'],
      ['no YAML', ['agent: [', ''], 'FILE:2:1: deficient indentation'],
      ['an alias for nothing', ['agent: *nothing'], 'FILE:1:9: unidentified alias "nothing"'],
      [
        'aliases without end',
        ['agent: &all', ...Array.from({ length: 33 }, (_, i) => `  key${i}: *all`)],
        expect.stringContaining('aliases exceeded'),
      ],
      [
        'two documents',
        ['agent: {}', '---', 'agent: {}'],
        'FILE: has 2 YAML documents, expected one',
      ],
    ])('of %s', async (_case, lines, complaint) => {
      expect((await complaints({ file: file(...lines) }))[0]).toEqual(complaint);
    });

    it.each([
      ['absent.yaml', 'there is no such config file; check the path'],
      ['', 'is a folder, not a config file; name the file in it'],
    ])('of what is no file (%j), with the path and the cure', async (name, reason) => {
      const named = path.join(folder, name);
      const [complaint, ...more] = await complaints({ file: named });
      expect(complaint?.startsWith(`${named}: ${reason}`)).toBe(true);
      expect(more).toEqual([]);
    });
  });

  it('refuses schemas that are not wrapped in key(), and flags that two keys want', async () => {
    const bare = { ...alpha, config: z.strictObject({ size: z.number().default(1) }) };
    await expect(loadConfig('tiny', [bare], {})).rejects.toThrow(
      'plugins.alpha.size is not wrapped',
    );
    const twin = { ...alpha, id: 'beta' };
    await expect(loadConfig('tiny', [alpha, twin], {})).rejects.toThrow('--size');
  });
});

describe('configSchema', () => {
  it('has every key with its default, as it would be written, and its description', () => {
    expect(configSchema([alpha, core, door])).toMatchObject({
      additionalProperties: false,
      properties: {
        agent: { properties: { door: { default: 'open' }, log: { properties: { level: {} } } } },
        plugins: {
          additionalProperties: false,
          properties: {
            alpha: {
              description: 'Makes things.',
              properties: {
                enabled: { type: 'boolean' },
                size: { type: 'integer', default: 3, description: 'How big, 1 or more.' },
                period: { default: '30s' },
                limits: { properties: { high: { default: 9, description: 'High.' } } },
              },
            },
          },
        },
      },
    });
  });
});
