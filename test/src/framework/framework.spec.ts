import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AdminClient } from '@kith/admin-server';
import { isAgentError } from '@kith/agent-api';
import { build } from 'esbuild';

import { TinyProcess } from './tiny-process.js';

/** Messages about starting and stopping, in order. */
const lifeOf = (agent: TinyProcess): readonly string[] =>
  [...agent.stderr.matchAll(/"msg":"(\w+ (?:started|stopped))"/g)].map(
    (match) => match[1] as string,
  );

describe('an agent of other plugins', () => {
  let built: string;
  let folder: string;
  let file: string;
  let socket: string;
  let agents: TinyProcess[];

  beforeAll(async () => {
    built = mkdtempSync(path.join(tmpdir(), 'tiny-agent-'));
    await build({
      entryPoints: [path.join(import.meta.dirname, 'tiny-agent.ts')],
      outdir: built,
      outExtension: { '.js': '.mjs' },
      ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', keepNames: true },
      // as a host would: what is imported on demand has to survive that
      splitting: true,
      conditions: ['@kith/source'],
      banner: {
        // CommonJS packages inside the bundle call require()
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  });

  afterAll(() => rmSync(built, { recursive: true }));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tiny-'));
    file = path.join(folder, 'tiny.yaml');
    socket = path.join(folder, 'tiny.sock');
    agents = [];
  });

  afterEach(async () => {
    for (const agent of agents) agent.kill('SIGKILL');
    await Promise.all(agents.map((agent) => agent.exit()));
    rmSync(folder, { recursive: true });
  });

  const write = (plugins: string, level = 'info'): void =>
    writeFileSync(
      file,
      [
        'agent:',
        `  socket: ${socket}`,
        '  http: off',
        `  log: { level: ${level}, format: json }`,
        `plugins: ${plugins}`,
      ].join('\n'),
    );
  const launch = (args: readonly string[] = [], env = {}): TinyProcess => {
    const script = path.join(built, 'tiny-agent.mjs');
    const agent = new TinyProcess(script, ['-c', file, ...args], env);
    agents.push(agent);
    return agent;
  };
  const running = async (args: readonly string[] = []): Promise<TinyProcess> => {
    const agent = launch(args);
    await agent.wrote('running\n');
    return agent;
  };
  const ask = (route: string): Promise<unknown> => new AdminClient(socket).get(route);

  it('layers its config and knows who said what', async () => {
    write('{ greeter: { greeting: hi, language: de } }');
    const agent = launch(['--show', '--greeting', 'hey'], { TINY_LANGUAGE: 'fr' });
    expect(await agent.exit()).toBe(0);
    expect(agent.stdout.replaceAll(file, 'FILE').replaceAll(socket, 'SOCKET').split('\n')).toEqual([
      'agent.log.level = "info" (FILE:4)',
      'agent.log.format = "json" (FILE:4)',
      'agent.socket = "SOCKET" (FILE:2)',
      'agent.http = "off" (FILE:3)',
      'plugins.greeter.enabled = true (flag --greeting)',
      'plugins.greeter.greeting = "hey" (flag --greeting)',
      'plugins.greeter.language = "fr" (env TINY_LANGUAGE)',
      'plugins.doorman.isLocked = false (default)',
      '',
    ]);
  });

  it('refuses an unknown key, naming its place and the nearest', async () => {
    write('{ greeter: { greting: hi } }');
    const agent = launch();
    expect(await agent.exit()).toBe(1);
    expect(agent.stderr).toBe(
      `tiny-agent: ${file}:5:23: unknown key "plugins.greeter.greting"; the nearest is "greeting"\n`,
    );
  });

  it('starts in order, answers over its socket, and ends well on SIGTERM, in reverse', async () => {
    write('{ greeter: { greeting: hi } }');
    const agent = await running();
    expect(await ask('/v1/greeting')).toEqual({ greeting: 'hi' });
    expect(await ask('/readyz')).toEqual({ isReady: true, missing: [] });
    agent.kill('SIGTERM');
    expect(await agent.exit()).toBe(0);
    expect(lifeOf(agent)).toEqual([
      ...['greeter started', 'doorman started', 'doorman stopped', 'greeter stopped'],
    ]);
    expect(existsSync(socket)).toBe(false);
    const error: unknown = await ask('/v1/greeting').catch((thrown: unknown) => thrown);
    expect(isAgentError(error, 'not-running')).toBe(true);
  });

  it('unwinds a start that fails', async () => {
    write('{ greeter: }');
    const agent = launch(['--locked']);
    expect(await agent.exit()).toBe(1);
    expect(lifeOf(agent)).toEqual(['greeter started', 'doorman stopped', 'greeter stopped']);
    expect(agent.stderr).toContain('tiny-agent: the door is locked\n');
    expect(existsSync(socket)).toBe(false);
  });

  it('writes its log for people, too', async () => {
    write('{ greeter: }');
    const agent = launch(['--log-format', 'pretty']);
    await agent.wrote('INFO: greeter: greeter started\n');
  });

  it('starts one plugin alone when asked to', async () => {
    write('{ greeter: }');
    const agent = await running(['--only', 'doorman']);
    // nothing is left that keeps it alive
    expect(await agent.exit()).toBe(0);
    expect(lifeOf(agent)).toEqual(['doorman started']);
  });

  it('refuses to start twice on one socket', async () => {
    write('{ greeter: { greeting: first } }');
    await running();
    const second = launch();
    expect(await second.exit()).toBe(1);
    expect(second.stderr).toContain(`another agent answers at ${socket}`);
    expect(await ask('/v1/greeting')).toEqual({ greeting: 'first' });
  });

  it('reloads what is live, and refuses what needs a restart and what is bad', async () => {
    write('{ greeter: { greeting: one } }');
    const agent = await running();
    write('{ greeter: { greeting: two } }');
    agent.kill('SIGHUP');
    await agent.wrote('reloaded\n');
    expect(await ask('/v1/greeting')).toEqual({ greeting: 'two' });

    write('{ greeter: { greeting: three, language: de } }');
    agent.kill('SIGHUP');
    await agent.wrote(`refused: ${file}:5: plugins.greeter.language changes only with a restart\n`);
    write('{ greeter: { greeting: 3 } }');
    agent.kill('SIGHUP');
    await agent.wrote('expected text, got 3');
    expect(await ask('/v1/greeting')).toEqual({ greeting: 'two' });

    write('{ greeter: { enabled: false } }');
    agent.kill('SIGHUP');
    await agent.wrote('reloaded\n', 2);
    expect(lifeOf(agent).at(-1)).toBe('greeter stopped');
  });

  it('is not ready, and not healthy, until its job succeeds', async () => {
    write('{ greeter: { greeting: "" } }');
    const agent = await running();
    await agent.wrote('rehearse failed and is tried again: nothing to say');
    expect(await ask('/v1/health')).toContainEqual(
      expect.objectContaining({ scope: 'greeter/rehearse', level: 'degraded' }),
    );
    const error: unknown = await ask('/readyz').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('"gate":"greeter","reason":"not rehearsed"');
    write('{ greeter: { greeting: at last } }');
    agent.kill('SIGHUP');
    await agent.wrote('works again');
    expect(await ask('/v1/health')).toContainEqual(
      expect.objectContaining({ scope: 'greeter/rehearse', level: 'ok' }),
    );
    expect(await ask('/readyz')).toEqual({ isReady: true, missing: [] });
  });
});
