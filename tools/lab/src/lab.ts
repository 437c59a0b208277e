import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import { Agent, type AgentConfig, type AgentOptions } from './agent.js';
import { Host } from './host.js';
import { runCommand } from './run-command.js';

/** One end of a link: a host and the name of its device. */
export type Port = readonly [host: Host, device: string];

/** Of the isolation only: what is in there goes with its last process, however that ends. */
const FOLDERS = '/run';
/** Made by `bin/isolate`. */
const MARK = '/run/kith-isolated';

/** Makes names unique among the labs of this process; the process id does so among processes. */
let hostsMade = 0;

/** Addresses are usable at once, and nothing is sent that nobody asked for. */
const QUIET_IPV6 = [
  ['net.ipv6.conf.default.accept_dad', 0],
  ['net.ipv6.conf.default.accept_ra', 0],
  ['net.ipv6.conf.default.router_solicitations', 0],
] as const;

/** Hosts, the links between them and the agents on them. */
export class Lab {
  private readonly undo: (() => Promise<unknown>)[] = [];

  /**
   * @param environment of its agents, beside what each is given by itself
   * @throws Error outside of `bin/isolate`, where it would make its namespaces on the machine itself
   */
  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {
    if (!existsSync(MARK)) throw new Error('a lab works inside tools/lab/bin/isolate only');
  }

  /** A new host: its loopback is up, IPv6 addresses are usable at once (no DAD), routers are not listened to. */
  async host(name: string): Promise<Host> {
    const namespace = `${name}-${process.pid}-${++hostsMade}`;
    await runCommand(['ip', 'netns', 'add', namespace]);
    this.undo.push(() => runCommand(['ip', 'netns', 'del', namespace]));
    const host = new Host(name, namespace, (undo) => this.undo.push(undo));
    await host.ip('link set lo up');
    await host.sysctls(QUIET_IPV6);
    return host;
  }

  /** A cable: a pair of new devices, both up. One end going down takes the carrier of the other. */
  async link(a: Host, deviceA: string, b: Host, deviceB: string): Promise<void> {
    // the other end cannot be up before it has this one
    await a.ip(`link add ${deviceA} up type veth peer name ${deviceB} netns ${b.namespace}`);
    await b.ip(`link set dev ${deviceB} up`);
  }

  /**
   * A switch: a bridge in a host of its own, with a new device in each of the hosts.
   *
   * @returns the switch; its port towards a host has that host's name, so `switch.ip('link set dev node2 down')`
   * takes the carrier of node2.
   */
  async segment(name: string, ports: readonly Port[]): Promise<Host> {
    const bridge = await this.host(name);
    await bridge.ip('link add bridge type bridge');
    await bridge.ip('link set dev bridge up');
    for (const [host, device] of ports) {
      await this.link(host, device, bridge, host.name);
      await bridge.ip(`link set dev ${host.name} master bridge`);
    }
    return bridge;
  }

  /**
   * Starts `kith run` in a host; resolves once it is ready, if not told otherwise.
   *
   * @param config what its file says; none = the embedded default.
   */
  async agent(host: Host, config?: AgentConfig, options: AgentOptions = {}): Promise<Agent> {
    const env = { ...this.environment, ...options.env };
    const agent = await Agent.start(host, await this.folder(), config, { ...options, env });
    this.undo.push(() => agent.kill9());
    if (options.awaitsReady ?? true) await agent.ready();
    return agent;
  }

  /** A new empty folder, gone with the lab. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(path.join(FOLDERS, 'kith-lab-'));
    this.undo.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Ends every process and removes every host and folder, the last made first; also after a failure. */
  async dispose(): Promise<void> {
    const errors: unknown[] = [];
    for (const undo of this.undo.splice(0).reverse()) {
      await undo().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'the lab could not be cleaned up');
  }
}
