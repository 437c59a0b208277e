import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';

import { eventually } from './eventually.js';
import type { Host } from './host.js';
import { type CliResult, kithCommand, parseJson } from './kith-command.js';
import { parseMetrics } from './metrics.js';
import { cpuTime, residentMemory } from './proc.js';

/** The config of an agent, as its file has it. `agent.socket` is set where it is missing. */
export type AgentConfig = Readonly<Record<string, unknown>>;

export interface AgentOptions {
  /** Flags of `kith run`. */
  readonly flags?: readonly string[];
  /** Added to the environment; undefined takes a variable of the lab's away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Another program that takes `run -c FILE`, for Node; default: the built CLI. */
  readonly program?: string;
  /** False: `Lab.agent` does not wait until it is ready. */
  readonly awaitsReady?: boolean;
}

export interface AgentExit {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** An answer of the admin API. */
export interface AdminAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** Commands that ask a config, not a running agent. */
const ASK_CONFIG = new Set(['probe', 'plan', 'doctor', 'config', 'cleanup']);

/** A running `kith run` in a host, with a folder of its own for config and socket. Made by `Lab.agent`. */
export class Agent {
  readonly socket: string;
  readonly configFile: string;
  /** Resolves when the process is gone and its last line was read. */
  readonly exited: Promise<AgentExit>;
  private readonly child: ChildProcess;
  private hasExited = false;
  private output = '';

  private constructor(
    readonly host: Host,
    folder: string,
    hasConfig: boolean,
    { flags = [], env = {}, program }: AgentOptions,
  ) {
    this.socket = path.join(folder, 'kith.sock');
    this.configFile = path.join(folder, 'kith.yaml');
    const where = hasConfig ? ['-c', this.configFile] : ['--socket', this.socket, '--http', 'off'];
    const [file = '', ...args] = host.command(kithCommand(['run', ...where, ...flags], program));
    this.child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.exited = once(this.child, 'close').then(([code, signal]) => {
      this.hasExited = true;
      return {
        code: (code as number | null) ?? undefined,
        signal: (signal as NodeJS.Signals | null) ?? undefined,
      };
    });
  }

  /** Starts one, with its files in `folder`; without a config it runs on the embedded default. */
  static async start(
    host: Host,
    folder: string,
    config: AgentConfig | undefined,
    options: AgentOptions,
  ): Promise<Agent> {
    if (config !== undefined) await writeConfig(folder, config);
    return new Agent(host, folder, config !== undefined, options);
  }

  /** What it logged so far. */
  get log(): string {
    return this.output;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * Waits until `/readyz` answers 200. Gives the milliseconds that it took.
   *
   * @throws Error with the log, after `within` milliseconds or as soon as the process has ended.
   */
  ready(within?: number): Promise<number> {
    return this.until(({ status }) => status === 200, 'is ready', within);
  }

  /** Waits until `/readyz` answers, whatever it says. As `ready`. */
  answers(within?: number): Promise<number> {
    return this.until(() => true, 'answers', within);
  }

  private async until(
    isSo: (readyz: AdminAnswer) => boolean,
    describe: string,
    within = 15_000,
  ): Promise<number> {
    try {
      const elapsed = await eventually(
        async () => {
          if (this.hasExited) return;
          const readyz = await this.get('/readyz');
          if (!isSo(readyz)) throw new Error(`${readyz.status} ${JSON.stringify(readyz.body)}`);
        },
        { within, describe: `the agent ${describe}` },
      );
      if (this.hasExited) throw new Error(`the agent ended before it ${describe}`);
      return elapsed;
    } catch (error) {
      throw new Error(`${String(error)}; its log:\n${this.log}`, { cause: error });
    }
  }

  /** Asks the admin API on the socket: `get('/v1/neighbors')`. Rejects where nobody listens. */
  get(route: string): Promise<AdminAnswer> {
    return this.send('GET', route);
  }

  /** As `get`, with a body of JSON: `send('PUT', '/v1/targets/xdp', { addresses: [] })`. */
  send(method: string, route: string, body?: unknown): Promise<AdminAnswer> {
    return new Promise((resolve, reject) => {
      const where = { socketPath: this.socket, path: route, method, agent: false };
      const asked = request(where, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parseJson(text) ?? text }),
        );
      });
      asked.once('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The samples of `/metrics`, by name with labels. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const { body } = await this.get('/metrics');
    return parseMetrics(String(body));
  }

  /** Runs a command of the CLI in the agent's host, about this agent: `cli('neighbors', '--json')`. */
  cli(command: string, ...args: readonly string[]): Promise<CliResult> {
    const which = ASK_CONFIG.has(command) ? ['-c', this.configFile] : ['--socket', this.socket];
    return this.host.kith(command, ...args, ...which);
  }

  /** Writes another config and sends SIGHUP. What came of it is to be seen in what the agent does and says. */
  async reload(config: AgentConfig): Promise<void> {
    await writeConfig(path.dirname(this.configFile), config);
    this.signal('SIGHUP');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** SIGTERM, and waits for the end. */
  stop(): Promise<AgentExit> {
    this.signal('SIGTERM');
    return this.exited;
  }

  /** SIGKILL, and waits for the end. */
  kill9(): Promise<AgentExit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  /** CPU time that it took so far, in milliseconds. */
  cpuTime(): number {
    return cpuTime(this.pid);
  }

  /** Resident memory in KiB. */
  residentMemory(): number {
    return residentMemory(this.pid);
  }
}

/** JSON is YAML. */
async function writeConfig(folder: string, config: AgentConfig): Promise<void> {
  const own = { socket: path.join(folder, 'kith.sock'), http: 'off' };
  const agent = { ...own, ...(config['agent'] as Record<string, unknown> | undefined) };
  await writeFile(
    path.join(folder, 'kith.yaml'),
    JSON.stringify({ ...config, agent }, undefined, 2),
  );
}
