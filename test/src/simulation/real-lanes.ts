import { eventually, type Host, type Lab } from '@kith/lab';
import { type IfIndex, ifIndex, type IpAddress, type Neighbor } from '@kith/net-types';
import type { RtRequest } from '@kith/rtnetlink';

import { ClientProcess } from '../rtnetlink/client-process.js';
import { type Lane, mac } from './lane.js';
import type { Operation, Switch } from './operation.js';
import { describeRows, type Moment, type Rows } from './row.js';
import { toRequest } from './to-request.js';

/** Failures come soon, and nothing ages: nobody waits for the kernel's usual seconds. */
const TIMES = 'retrans 25 delay_probe 0 base_reachable 3600000';

/** What a device shows. */
export interface DeviceLook {
  /** Undefined when it is gone. */
  readonly hasCarrier: boolean | undefined;
  readonly hasLinkLocal: boolean;
}

/** Lanes on the real kernel: all in one namespace, their neighbors in another. */
export class RealLanes {
  /** Of each lane, by its number. */
  private readonly macs: number[];

  private constructor(
    private readonly lanes: readonly Lane[],
    private readonly near: Host,
    private readonly far: Host,
    private readonly client: ClientProcess,
    private readonly indexes: readonly IfIndex[],
  ) {
    this.macs = lanes.map(() => 0);
  }

  static async make(lab: Lab, lanes: readonly Lane[]): Promise<RealLanes> {
    const near = await lab.host('near');
    const far = await lab.host('far');
    // the two ends of a cable with one index look like no cable to the kernel: carrier is then told a second late
    await far.ip('link add spare type bridge');
    // the other end keeps its addresses while it is down
    await far.sysctl('net.ipv6.conf.all.keep_addr_on_down', 1);
    await near.ipBatch(lanes.flatMap((lane) => cable(lane, far)));
    await far.ipBatch(lanes.flatMap(farEnd));
    await near.ipBatch(lanes.flatMap(nearEnd));
    const client = new ClientProcess(near);
    await client.subscribe('links');
    const links = await client.dump('links');
    const indexes = lanes.map(({ device }) => {
      const found = links.find(({ link }) => link.name === device);
      return ifIndex(found?.link.ifindex ?? 0);
    });
    return new RealLanes(lanes, near, far, client, indexes);
  }

  close(): Promise<unknown> {
    return this.client.close();
  }

  /**
   * One operation of each of these lanes. Resolves when the kernel has told of the carriers that change by it,
   * which it does a little later.
   * @returns by lane, the errno name of a write that was refused
   */
  async play(
    operations: ReadonlyMap<Lane, Operation>,
    changedCarriers: readonly Lane[],
  ): Promise<ReadonlyMap<Lane, string>> {
    const heard = this.client.notifications.length;
    const refused = await this.write(operations);
    const carriers = [...operations].filter(
      ([, operation]) => operation.kind === 'switch' && operation.what === 'carrier',
    );
    await this.far.ipBatch(carriers.map(([lane, operation]) => farCommand(lane, operation)));
    await this.near.ipBatch([...operations].flatMap((entry) => this.nearCommands(...entry)));
    const settings = [...operations].flatMap(([lane, operation]) => sysctls(lane, operation));
    if (settings.length > 0) await this.near.exec(['sh', '-c', settings.join('\n')]);
    await eventually(() => this.isHeard(changedCarriers, heard), { describe: 'news of carriers' });
    return refused;
  }

  /** Has these keys collected, if they still are there. */
  async collect(garbage: ReadonlyMap<Lane, readonly number[]>): Promise<void> {
    const requests = [...garbage].flatMap(([lane, keys]) =>
      keys.map((key) => toRequest({ kind: 'delete', key }, lane, this.indexOf(lane))),
    );
    await this.client.request(requests);
  }

  /** What there is now in these lanes. */
  async rows(lanes: Iterable<Lane>, moment: Moment): Promise<ReadonlyMap<Lane, Rows>> {
    const byDevice = new Map<IfIndex, Map<IpAddress, Neighbor>>();
    for (const { neighbor } of await this.client.dump('neighbors')) {
      const rows = byDevice.get(neighbor.ifindex) ?? new Map<IpAddress, Neighbor>();
      byDevice.set(neighbor.ifindex, rows.set(neighbor.address, neighbor));
    }
    return new Map(
      [...lanes].map((lane) => {
        const rows = byDevice.get(this.indexOf(lane)) ?? new Map<IpAddress, Neighbor>();
        return [lane, describeRows(lane, rows, moment)];
      }),
    );
  }

  /** What the devices of all lanes show now. */
  async devices(): Promise<ReadonlyMap<Lane, DeviceLook>> {
    const links = new Map(
      (await this.client.dump('links')).map(({ link }) => [link.ifindex, link.hasCarrier]),
    );
    const addresses = await this.client.dump('addresses');
    const linkLocal = new Set(
      addresses.flatMap(({ address }) => (address.scope === 'link' ? [address.ifindex] : [])),
    );
    return new Map(
      this.lanes.map((lane) => {
        const ifindex = this.indexOf(lane);
        return [lane, { hasCarrier: links.get(ifindex), hasLinkLocal: linkLocal.has(ifindex) }];
      }),
    );
  }

  private async write(operations: ReadonlyMap<Lane, Operation>): Promise<Map<Lane, string>> {
    const lanes: Lane[] = [];
    const requests: RtRequest[] = [];
    for (const [lane, operation] of operations) {
      if (operation.kind !== 'write' && operation.kind !== 'delete') continue;
      lanes.push(lane);
      requests.push(toRequest(operation, lane, this.indexOf(lane)));
    }
    const results = await this.client.request(requests);
    return new Map(
      lanes.flatMap((lane, i) => {
        const code = results[i]?.error?.details.code;
        return code === undefined ? [] : [[lane, code] as const];
      }),
    );
  }

  private nearCommands(lane: Lane, operation: Operation): readonly string[] {
    const { device, number } = lane;
    switch (operation.kind) {
      case 'own-mac': {
        const count = (this.macs[number] ?? 0) + 1;
        this.macs[number] = count;
        return [`link set dev ${device} address ${mac(1, number + 256 * count)}`];
      }
      case 'remove-device':
        return [`link del dev ${device}`];
      case 'switch':
        return switchCommands(lane, operation.what, operation.isOn);
      default:
        return [];
    }
  }

  private isHeard(lanes: readonly Lane[], since: number): boolean {
    const heard = new Set(
      this.client.notifications
        .slice(since)
        .map(({ message }) => (message.kind === 'link' ? message.link.ifindex : undefined)),
    );
    return lanes.every((lane) => heard.has(this.indexOf(lane)));
  }

  private indexOf({ number }: Lane): IfIndex {
    return this.indexes[number] as IfIndex;
  }
}

function cable({ number, device, peer, peerMac }: Lane, far: Host): readonly string[] {
  const end = `type veth peer name ${peer} address ${peerMac} netns ${far.namespace}`;
  return [`link add ${device} address ${mac(1, number)} ${end}`];
}

function farEnd({ peer, hosts }: Lane): readonly string[] {
  const lengthOf = (host: IpAddress): number => (host.includes(':') ? 64 : 24);
  return [
    `link set dev ${peer} up`,
    ...hosts.map((host) => `addr add ${host}/${lengthOf(host)} dev ${peer}`),
  ];
}

function nearEnd({ device, own }: Lane): readonly string[] {
  return [
    `link set dev ${device} up`,
    `addr add ${own} dev ${device}`,
    ...['arp_cache', 'ndisc_cache'].map((name) => times(name, device)),
  ];
}

function times(table: string, device: string): string {
  return `ntable change name ${table} dev ${device} ${TIMES}`;
}

function farCommand({ peer }: Lane, operation: Operation): string {
  const isUp = operation.kind === 'switch' && operation.isOn;
  return `link set dev ${peer} ${isUp ? 'up' : 'down'}`;
}

function switchCommands({ device, own }: Lane, what: Switch, isOn: boolean): readonly string[] {
  switch (what) {
    case 'up':
      return [`link set dev ${device} ${isOn ? 'up' : 'down'}`];
    case 'address':
      return [`addr ${isOn ? 'add' : 'del'} ${own} dev ${device}`];
    case 'arp':
      return [`link set dev ${device} arp ${isOn ? 'on' : 'off'}`];
    case 'mtu':
      // with IPv6 its settings come anew
      return isOn
        ? [`link set dev ${device} mtu 1500`, times('ndisc_cache', device)]
        : [`link set dev ${device} mtu 1000`];
    default:
      return [];
  }
}

/** Shell commands for what `ip` cannot do. */
function sysctls({ device }: Lane, operation: Operation): readonly string[] {
  if (operation.kind !== 'switch') return [];
  const { what, isOn } = operation;
  if (what === 'ipv6') {
    return [`echo ${isOn ? 0 : 1} > /proc/sys/net/ipv6/conf/${device}/disable_ipv6`];
  }
  if (what !== 'evict') return [];
  return ['ipv4', 'ipv6'].map((family) => {
    const name = family === 'ipv4' ? 'arp_evict_nocarrier' : 'ndisc_evict_nocarrier';
    return `echo ${isOn ? 1 : 0} > /proc/sys/net/${family}/conf/${device}/${name}`;
  });
}
