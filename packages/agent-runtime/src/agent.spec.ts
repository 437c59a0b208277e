import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AgentPlugin,
  Config,
  ConfigCheck,
  type ConfigFinding,
  errorMessage,
  Health,
  HealthReport,
  isAgentError,
  JobGroup,
  key,
  type Lifecycle,
  Logger,
  Metrics,
  MetricsReport,
  Readiness,
} from '@kith/agent-api';
import { FakeClock, FakeInstanceLocks } from '@kith/agent-testing';
import { ContainerModule, inject, injectable, named } from 'inversify';
import * as z from 'zod';

import type { Agent } from './agent.js';
import { createAgent } from './create-agent.js';

type PartConfig = { readonly size: number; readonly path: string };

const partConfig = z.strictObject({
  size: key(z.number().default(1), { description: 'Size.', reload: 'live' }),
  path: key(z.string().default('here'), { description: 'Path.', reload: 'restart' }),
});

describe('Agent', () => {
  let folder: string;
  let file: string;
  let clock: FakeClock;
  let events: string[];
  let logs: string[];
  /** What a part does instead of starting. */
  let onStart: Map<string, (signal: AbortSignal) => Promise<void>>;
  let onChange: Map<string, (next: PartConfig) => void>;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'agent-'));
    file = path.join(folder, 'agent.yaml');
    clock = new FakeClock();
    events = [];
    logs = [];
    onStart = new Map();
    onChange = new Map();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** A plugin that says what happens to it. */
  const part = (id: string, more: Partial<AgentPlugin> = {}): AgentPlugin => {
    const token = Symbol(id);
    const say = (event: string): void => void events.push(`${id} ${event}`);
    const behave = (signal: AbortSignal) => onStart.get(id)?.(signal) ?? Promise.resolve();
    const change = (next: PartConfig): void => onChange.get(id)?.(next);

    @injectable()
    class Part implements Lifecycle {
      constructor(
        @inject(Config) @named(id) config: Config<PartConfig>,
        @inject(JobGroup) @named(id) private readonly jobs: JobGroup,
        @inject(Logger) @named(id) logger: Logger,
        @inject(Health) @named(id) readonly health: Health,
        @inject(Metrics) metrics: Metrics,
      ) {
        metrics.gauge(`${id}_size`, 'Size.', () => config.current.size);
        logger.info({}, 'constructed');
        config.onChange((next, previous) => {
          say(`changed ${previous.size} to ${next.size}`);
          change(next);
        });
      }

      async start(signal: AbortSignal): Promise<void> {
        say('start');
        signal.addEventListener('abort', () => say('abort'));
        this.jobs.run('watch', async (jobSignal) => {
          await new Promise((resolve) => jobSignal.addEventListener('abort', resolve));
          say('job ended');
        });
        await behave(signal);
      }

      started(): void {
        say('started');
      }

      stop(): Promise<void> {
        say('stop');
        return Promise.resolve();
      }
    }

    return {
      id,
      description: `Part ${id}.`,
      config: partConfig,
      module: new ContainerModule(({ bind }) => void bind(token).to(Part)),
      service: token,
      ...more,
    };
  };

  const write = (...lines: string[]): void => writeFileSync(file, lines.join('\n'));
  const create = (plugins: readonly AgentPlugin[], modules: readonly ContainerModule[] = []) =>
    createAgent({
      ...{ name: 'tiny', plugins, modules, file, clock, locks: new FakeInstanceLocks() },
      logDestination: { write: (line) => logs.push(line) },
    });
  const complaints = (agent: Agent): readonly string[] =>
    agent
      .get(HealthReport)
      .entries()
      .filter(({ level }) => level === 'degraded')
      .map(({ scope, message }) => `${scope}: ${message ?? ''}`);
  const refusal = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('start and stop', () => {
    it('goes in order, tells all when all have started, aborts all first and stops in reverse', async () => {
      write('plugins: {a: , b: }');
      const agent = await create([part('a'), part('b')]);
      expect(events).toEqual([]);
      await agent.start();
      expect(events).toEqual(['a start', 'b start', 'a started', 'b started']);
      expect(agent.plugins.map(({ state }) => state)).toEqual(['running', 'running']);
      events.length = 0;
      await agent.stop();
      expect(events.slice(0, 2)).toEqual(['a abort', 'b abort']);
      expect(events.filter((event) => event.endsWith('stop'))).toEqual(['b stop', 'a stop']);
      expect(events.indexOf('b job ended')).toBeLessThan(events.indexOf('b stop'));
    });

    it('happens once however often it is asked for', async () => {
      write('plugins: {a: }');
      const agent = await create([part('a')]);
      await Promise.all([agent.start(), agent.start()]);
      await Promise.all([agent.stop(), agent.stop()]);
      expect(events.filter((event) => /start$|stop$/.test(event))).toEqual(['a start', 'a stop']);
      await expect(agent.reload()).rejects.toThrow('told to stop');
    });

    it('leaves out what the config does not name, and what was not asked for', async () => {
      write('plugins: {a: , b: , c: {enabled: false}}');
      const agent = await create([part('a'), part('b'), part('c'), part('d', { isCore: true })]);
      await agent.start({ only: ['b', 'c', 'd'] });
      expect(
        agent.plugins.map(({ plugin, isEnabled, state }) => [plugin.id, isEnabled, state]),
      ).toEqual([
        ['a', true, 'off'],
        ['b', true, 'running'],
        ['c', false, 'off'],
        ['d', true, 'running'],
      ]);
      await agent.stop();
    });

    it('unwinds a start that fails and throws what the plugin threw', async () => {
      write('plugins: {a: , b: , c: }');
      const agent = await create([part('a'), part('b'), part('c')]);
      const reason = new Error('no luck');
      onStart.set('b', () => Promise.reject(reason));
      expect(await refusal(agent.start())).toBe(reason);
      expect(events.filter((event) => /start$|stop$|started$/.test(event))).toEqual([
        ...['a start', 'b start', 'b stop', 'a stop'],
      ]);
      await agent.stop();
      expect(events.filter((event) => event === 'a stop')).toHaveLength(1);
    });

    it('can be stopped in the middle of its start', async () => {
      write('plugins: {a: , b: , c: }');
      const agent = await create([part('a'), part('b'), part('c')]);
      onStart.set(
        'b',
        (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      );
      const starting = refusal(agent.start());
      await clock.settle();
      await agent.stop();
      expect(await starting).toMatchObject({ name: 'AbortError' });
      expect(events).not.toContain('c start');
      expect(agent.plugins.some(({ state }) => state === 'running')).toBe(false);
    });

    it('is ready when everything has started, and no more when it ends', async () => {
      write('plugins: {a: }');
      const agent = await create([part('a')]);
      const readiness = agent.get(Readiness);
      onStart.set('a', () => {
        expect(readiness.missing()).toEqual([{ gate: 'agent', reason: 'starting' }]);
        return Promise.resolve();
      });
      await agent.start();
      expect(readiness.missing()).toEqual([]);
      expect(await agent.get(MetricsReport).render()).toContain('tiny_a_size 1\n');
      await agent.stop();
      expect(readiness.missing()).toEqual([{ gate: 'agent', reason: 'stopping' }]);
    });
  });

  describe('the graph', () => {
    it('refuses two plugins of one id', async () => {
      write('');
      expect(isAgentError(await refusal(create([part('a'), part('a')])), 'internal')).toBe(true);
    });

    it('lets a module rebind what a plugin bound', async () => {
      write('');
      const token = Symbol('thing');
      const a = part('a', {
        module: new ContainerModule(({ bind }) => void bind(token).toConstantValue('real')),
      });
      const override = new ContainerModule(
        ({ rebind }) => void rebind(token).toConstantValue('fake'),
      );
      expect((await create([a])).get(token)).toBe('real');
      const agent = await create([a], [override]);
      expect(agent.get(token)).toBe('fake');
      expect(agent.getAll(Symbol('nothing'))).toEqual([]);
    });
  });

  describe('reload', () => {
    it('applies live keys and starts and stops what the config wants now', async () => {
      write('plugins: {a: {size: 1}, b: }');
      const agent = await create([part('a'), part('b'), part('c')]);
      await agent.start();
      events.length = 0;
      write('agent: {log: {level: error}}', 'plugins: {a: {size: 2}, c: {path: there}}');
      logs.length = 0;
      await agent.reload();
      expect(events).toEqual([
        ...['b abort', 'b job ended', 'b stop', 'a changed 1 to 2', 'c start', 'c started'],
      ]);
      expect(agent.config.sections.get('a')?.config).toMatchObject({ size: 2 });
      // the level is that of the new config
      expect(logs).toEqual([]);
      write('plugins: {a: {size: 2}, b: }');
      await agent.reload();
      expect(agent.plugins.map(({ state }) => state)).toEqual(['running', 'running', 'off']);
      await agent.stop();
    });

    it('refuses a changed restart key, naming it, and changes nothing', async () => {
      write('plugins: {a: }');
      const agent = await create([part('a')]);
      await agent.start();
      events.length = 0;
      write('agent: {log: {format: json}}', 'plugins:', '  a: {size: 5, path: there}');
      const error = await refusal(agent.reload());
      expect(isAgentError(error, 'config-invalid')).toBe(true);
      expect(errorMessage(error).replaceAll(file, 'FILE').split('\n')).toEqual([
        'FILE:1: agent.log.format changes only with a restart',
        'FILE:3: plugins.a.path changes only with a restart',
      ]);
      expect(events).toEqual([]);
      expect(agent.config.sections.get('a')?.config).toEqual({ size: 1, path: 'here' });
      await agent.stop();
    });

    it('refuses a bad file and keeps the old config', async () => {
      write('plugins: {a: {size: 4}}');
      const agent = await create([part('a')]);
      await agent.start();
      write('plugins: {a: {size: big}}');
      expect(isAgentError(await refusal(agent.reload()), 'config-invalid')).toBe(true);
      expect(agent.config.sections.get('a')?.config).toMatchObject({ size: 4 });
      write('plugins: {a: {size: 5}}');
      await agent.reload();
      expect(agent.config.sections.get('a')?.config).toMatchObject({ size: 5 });
      await agent.stop();
    });

    it('reports to health what plugins make of it, until they make more of it', async () => {
      write('plugins: {a: , b: }');
      const agent = await create([part('a'), part('b'), part('c')]);
      await agent.start();
      onChange.set('a', () => {
        throw new Error('cannot');
      });
      onStart.set('c', () => Promise.reject(new Error('no luck')));
      write('plugins: {a: {size: 2}, b: {size: 2}, c: }');
      await agent.reload();
      expect(complaints(agent)).toEqual([
        'a/config: the new config was not applied: cannot',
        'c/start: it did not start; the next reload tries again: no luck',
      ]);
      expect(events).toContain('b changed 1 to 2');
      expect(await agent.get(MetricsReport).render()).toContain(
        'tiny_degraded{scope="c/start"} 1\n',
      );
      onChange.clear();
      onStart.clear();
      write('plugins: {a: {size: 3}, b: {size: 2}, c: }');
      await agent.reload();
      expect(complaints(agent)).toEqual([]);
      expect(agent.plugins.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
      await agent.stop();
    });
  });

  describe('a config that a plugin objects to', () => {
    const opinion = (plugin: string, check: (size: number) => readonly ConfigFinding[]) => {
      const checked: ConfigCheck = {
        plugin,
        check: (config) => check((config as PartConfig).size),
      };
      return new ContainerModule(({ bind }) => void bind(ConfigCheck).toConstantValue(checked));
    };
    const odd = opinion('a', (size) => {
      const severity = size > 10 ? 'error' : 'warning';
      return size % 2 === 1 ? [{ severity, path: ['size'], message: `${size} is odd` }] : [];
    });

    it('is refused before anything is built on it, with the place', async () => {
      write('plugins:', '  a: {size: 11}');
      const error = await refusal(create([part('a')], [odd]));
      expect(isAgentError(error, 'config-invalid')).toBe(true);
      expect(errorMessage(error)).toBe(`${file}:2: plugins.a.size: 11 is odd`);
      expect(events).toEqual([]);
    });

    it('is refused by a reload, which changes nothing then', async () => {
      write('plugins: {a: {size: 2}, b: }');
      const agent = await create([part('a'), part('b')], [odd]);
      await agent.start();
      events.length = 0;
      write('plugins: {a: {size: 13}}');
      expect(errorMessage(await refusal(agent.reload()))).toContain('plugins.a.size: 13 is odd');
      expect(events).toEqual([]);
      expect(agent.config.sections.get('a')?.config).toMatchObject({ size: 2 });
      await agent.stop();
    });

    it('can be used where it only warns', async () => {
      write('plugins: {a: {size: 3}}');
      const agent = await create([part('a')], [odd]);
      expect(agent.warnings).toEqual([`${file}:1: plugins.a.size: 3 is odd`]);
      expect(agent.config.sections.get('a')?.config).toMatchObject({ size: 3 });
    });

    it('is not looked at by a plugin that is off', async () => {
      write('plugins: {a: {enabled: false, size: 11}}');
      expect((await create([part('a')], [odd])).warnings).toEqual([]);
    });
  });
});
