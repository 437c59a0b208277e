import { FrameCapture } from './frame-capture.js';
import { type CliResult, kithCommand, parseJson } from './kith-command.js';
import { NeighborMonitor } from './neighbor-monitor.js';
import { type NeighborRow, parseNeighborJson } from './parse-neighbors.js';
import { type CommandOptions, type CommandResult, runCommand } from './run-command.js';

const OF_THE_KERNEL = /^ff|^22[4-9]\.| NOARP|^fe80:(?!.* proto )/;

/** Takes what is to be undone when the lab is disposed. */
export type Defer = (undo: () => Promise<unknown>) => void;

/** A network namespace with what a host has: addresses, routes, neighbors, processes. Made by `Lab.host`. */
export class Host {
  constructor(
    /** As it was given: `node1`. */
    readonly name: string,
    /** As `ip netns` knows it. */
    readonly namespace: string,
    private readonly defer: Defer,
  ) {}

  /** Runs `ip` in this host: `ip('addr add 10.0.0.1/24 dev eth0')`. Gives what it prints. */
  async ip(command: string): Promise<string> {
    const { stdout } = await runCommand(['ip', '-n', this.namespace, ...words(command)]);
    return stdout;
  }

  /** Runs many `ip` commands in one process; the first that fails is named in the error. */
  async ipBatch(commands: readonly string[]): Promise<void> {
    await runCommand(['ip', '-n', this.namespace, '-batch', '-'], { input: commands.join('\n') });
  }

  /** Runs any command in this host: `exec(['ping', '-c1', '10.0.0.2'])`. */
  exec(command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return runCommand(this.command(command), options);
  }

  /** What to start to have `command` run in this host; `ip` gives way to it, the process id stays. */
  command(command: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace, ...command];
  }

  /** Sets `sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', 1000)`; not for devices with a dot in their name. */
  sysctl(name: string, value: number): Promise<void> {
    return this.sysctls([[name, value]]);
  }

  /** Sets many in one process, in this order. */
  async sysctls(values: readonly (readonly [name: string, value: number])[]): Promise<void> {
    const writes = values.map(
      ([name, value]) => `echo ${value} > /proc/sys/${name.replaceAll('.', '/')}`,
    );
    await this.exec(['sh', '-ec', writes.join('\n')]);
  }

  /** Runs the built CLI in this host: `kith('probe', '--json')`. */
  async kith(...args: readonly string[]): Promise<CliResult> {
    const result = await this.exec(kithCommand(args), { mayFail: true });
    return { ...result, json: parseJson(result.stdout) };
  }

  /** The whole neighbor table, of one device or of all; NOARP and NONE rows too. */
  async neighbors(device?: string): Promise<readonly NeighborRow[]> {
    const where = device === undefined ? '' : ` dev ${device}`;
    const rows = parseNeighborJson(await this.ip(`-j neigh show nud all${where}`));
    // asked for one device, iproute2 leaves its name out
    return device === undefined ? rows : rows.map((row) => ({ ...row, device }));
  }

  /**
   * The rows of `ip neigh` as a person sees them, sorted; without what the kernel adds by itself: multicast groups, and
   * link-local addresses that asked for ours.
   */
  async neighborLines(): Promise<readonly string[]> {
    const lines = (await this.ip('neigh show nud all')).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '' && !OF_THE_KERNEL.test(line)).sort();
  }

  /** The MAC address of a device. */
  async mac(device: string): Promise<string> {
    const [link] = JSON.parse(await this.ip(`-j link show dev ${device}`)) as [{ address: string }];
    return link.address;
  }

  /** Starts to listen to what the kernel announces about neighbors; ends with the lab. */
  async monitor(): Promise<NeighborMonitor> {
    const monitor = await NeighborMonitor.start(this.namespace);
    this.defer(() => monitor.stop());
    return monitor;
  }

  /** Starts to watch the ARP and ND frames of a device; ends with the lab. */
  async capture(device: string): Promise<FrameCapture> {
    const capture = await FrameCapture.start(this.namespace, device);
    this.defer(() => capture.stop());
    return capture;
  }
}

function words(command: string): readonly string[] {
  return command.split(' ').filter((word) => word !== '');
}
