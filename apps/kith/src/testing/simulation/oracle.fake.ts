import type { SimulatedKernel } from '@kith/neighbor-testing';
import {
  type IfIndex,
  type IpAddress,
  isUsable,
  type Neighbor,
  type NeighborKey,
  neighborKey,
  prefixContains,
} from '@kith/net-types';
import type { RouteLeg, RouteMessage } from '@kith/rtnetlink';

export const MARK = 75;

/** Whose an entry is (ARCHITECTURE, I1), thought anew. */
export function isOurs({ protocol, isExtLearned }: Neighbor): boolean {
  return protocol === MARK && isExtLearned;
}

/** Somebody else's, which serves or is about to: respected on a key that is wanted. */
export function isRespected(entry: Neighbor): boolean {
  if (isOurs(entry)) return false;
  const isSomebodys =
    entry.state === 'PERMANENT' ||
    entry.state === 'NOARP' ||
    entry.isExtLearned ||
    (entry.protocol !== 0 && entry.protocol !== MARK);
  return isSomebodys && (isUsable(entry) || entry.state === 'INCOMPLETE');
}

/** The next hops of each target, and of each gateway. */
export type Desired = ReadonlyMap<string, ReadonlySet<NeighborKey>>;

/** What the FIB says of all that is wanted, thought anew, while devices, addresses and routes stay as they are. */
export class Oracle {
  private readonly routes: readonly RouteMessage[];
  private readonly own: ReadonlySet<IpAddress>;
  private readonly selected: readonly IfIndex[];
  private readonly ofGateways: Desired;
  private readonly ofTargets = new Map<IpAddress, ReadonlySet<NeighborKey> | undefined>();

  constructor(private readonly kernel: SimulatedKernel) {
    const gateways = gatewaysOf(kernel);
    this.routes = kernel.list('routes');
    this.own = new Set(kernel.addresses.map(({ address }) => address));
    this.selected = selectedDevices(kernel, gateways);
    this.ofGateways = new Map(
      gateways
        .filter(({ ifindex, via }) => !this.own.has(via) && this.selected.includes(ifindex))
        .map(({ ifindex, via }) => [`${via}%${ifindex}`, this.hops([this.ask(via, ifindex)], via)]),
    );
  }

  /** The next hops of each target, and what stands by. */
  desiredBy(targets: readonly IpAddress[]): Desired {
    const desired = new Map<string, ReadonlySet<NeighborKey>>();
    for (const address of targets) {
      if (!this.ofTargets.has(address)) this.ofTargets.set(address, this.hopsTo(address));
      const hops = this.ofTargets.get(address);
      if (hops) desired.set(address, hops);
    }
    return new Map([...desired, ...this.ofGateways]);
  }

  /** Undefined: the host keeps packets for it to itself. */
  private hopsTo(address: IpAddress): ReadonlySet<NeighborKey> | undefined {
    const plain = this.ask(address, undefined);
    if (this.own.has(address) || plain === 'kept') return undefined;
    const answers = [plain, ...this.selected.map((oif) => this.ask(address, oif))];
    const active = this.hops(answers, address);
    const standing = active.size > 0 ? this.hops([this.covering(address)], address) : [];
    return new Set([...active, ...standing]);
  }

  /** The usable legs of the route to an address; `kept`: the host keeps such packets to itself. */
  private ask(address: IpAddress, oif: IfIndex | undefined): Legs | 'kept' {
    const question = { type: 'get-route', address } as const;
    const result = this.kernel.carryOut(oif === undefined ? question : { ...question, oif });
    if (!result.ok || result.answer?.kind !== 'route') return [];
    const { type, legs } = result.answer;
    if (type !== 'unicast') return 'kept';
    const isOn = (leg: RouteLeg): boolean => leg.isUsable && (oif ?? leg.ifindex) === leg.ifindex;
    return legs.flatMap((leg) =>
      leg.ifindex !== undefined && isOn(leg) ? [{ ifindex: leg.ifindex, via: leg.via }] : [],
    );
  }

  /** The usable gateways of every route that covers an address: those that are not preferred stand by. */
  private covering(address: IpAddress): Legs {
    return this.routes
      .filter(({ type, prefix }) => type === 'unicast' && prefixContains(prefix, address))
      .flatMap(({ legs }) => legs)
      .flatMap(({ ifindex, via, isUsable: serves }) =>
        serves && ifindex !== undefined && via !== undefined ? [{ ifindex, via }] : [],
      );
  }

  private hops(answers: readonly (Legs | 'kept')[], target: IpAddress): ReadonlySet<NeighborKey> {
    const legs = answers.flatMap((answer) => (answer === 'kept' ? [] : answer));
    return new Set(
      legs
        .filter(
          ({ ifindex, via }) => this.selected.includes(ifindex) && !this.own.has(via ?? target),
        )
        .map(({ ifindex, via }) => neighborKey(ifindex, via ?? target)),
    );
  }
}

interface Gateway {
  readonly ifindex: IfIndex;
  readonly via: IpAddress;
  readonly isDefault: boolean;
}

type Legs = readonly { readonly ifindex: IfIndex; readonly via: IpAddress | undefined }[];

/** CONTRACT, "Config file": those with an address of global scope, and the one of a default route. */
function selectedDevices(
  kernel: SimulatedKernel,
  gateways: readonly Gateway[],
): readonly IfIndex[] {
  const direct = gateways.find(({ isDefault }) => isDefault)?.ifindex;
  return [...kernel.links.values()]
    .filter((link) => link.isUp && !link.isNoArp && !link.isLoopback)
    .map(({ ifindex }) => ifindex)
    .filter(
      (ifindex) =>
        ifindex === direct || kernel.addressesOf(ifindex).some(({ scope }) => scope === 'global'),
    );
}

function gatewaysOf(kernel: SimulatedKernel): readonly Gateway[] {
  const found = new Map<string, Gateway>();
  for (const { legs, prefix } of kernel.fib.routes) {
    for (const { ifindex, via } of legs) {
      if (ifindex === undefined || via === undefined) continue;
      const key = neighborKey(ifindex, via);
      const isDefault = prefix.length === 0 || (found.get(key)?.isDefault ?? false);
      found.set(key, { ifindex, via, isDefault });
    }
  }
  return [...found.values()];
}
