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
import type { RouteLeg } from '@kith/rtnetlink';

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

/** What the FIB says of all that is wanted, thought anew: the next hops of each target, and what stands by. */
export function desiredBy(
  targets: Iterable<IpAddress>,
  kernel: SimulatedKernel,
): ReadonlyMap<string, ReadonlySet<NeighborKey>> {
  const selected = selectedDevices(kernel);
  const own = new Set(kernel.addresses.map(({ address }) => address));
  const desired = new Map<string, ReadonlySet<NeighborKey>>();
  for (const address of targets) {
    const plain = ask(kernel, address, undefined);
    if (own.has(address) || plain === 'kept') continue;
    const answers = [plain, ...selected.map((oif) => ask(kernel, address, oif))];
    const active = hops(answers, address, selected, own);
    const standing =
      active.size > 0 ? hops([covering(kernel, address)], address, selected, own) : [];
    desired.set(address, new Set([...active, ...standing]));
  }
  for (const { ifindex, via } of gateways(kernel)) {
    if (own.has(via) || !selected.includes(ifindex)) continue;
    desired.set(`${via}%${ifindex}`, hops([ask(kernel, via, ifindex)], via, selected, own));
  }
  return desired;
}

type Legs = readonly { readonly ifindex: IfIndex; readonly via: IpAddress | undefined }[];

/** The usable legs of the route to an address; `kept`: the host keeps such packets to itself. */
function ask(kernel: SimulatedKernel, address: IpAddress, oif: IfIndex | undefined): Legs | 'kept' {
  const question = { type: 'get-route', address } as const;
  const result = kernel.carryOut(oif === undefined ? question : { ...question, oif });
  if (!result.ok || result.answer?.kind !== 'route') return [];
  const { type, legs } = result.answer;
  if (type !== 'unicast') return 'kept';
  const isOn = (leg: RouteLeg): boolean => leg.isUsable && (oif ?? leg.ifindex) === leg.ifindex;
  return legs.flatMap((leg) =>
    leg.ifindex !== undefined && isOn(leg) ? [{ ifindex: leg.ifindex, via: leg.via }] : [],
  );
}

/** The usable gateways of every route that covers an address: those that are not preferred stand by. */
function covering(kernel: SimulatedKernel, address: IpAddress): Legs {
  return kernel
    .list('routes')
    .filter(({ type, prefix }) => type === 'unicast' && prefixContains(prefix, address))
    .flatMap(({ legs }) => legs)
    .flatMap(({ ifindex, via, isUsable: serves }) =>
      serves && ifindex !== undefined && via !== undefined ? [{ ifindex, via }] : [],
    );
}

function hops(
  answers: readonly (Legs | 'kept')[],
  target: IpAddress,
  selected: readonly IfIndex[],
  own: ReadonlySet<IpAddress>,
): ReadonlySet<NeighborKey> {
  const legs = answers.flatMap((answer) => (answer === 'kept' ? [] : answer));
  return new Set(
    legs
      .filter(({ ifindex, via }) => selected.includes(ifindex) && !own.has(via ?? target))
      .map(({ ifindex, via }) => neighborKey(ifindex, via ?? target)),
  );
}

/** CONTRACT, "Config file": those with an address of global scope, and the one of a default route. */
function selectedDevices(kernel: SimulatedKernel): readonly IfIndex[] {
  const direct = gateways(kernel).find(({ isDefault }) => isDefault)?.ifindex;
  return [...kernel.links.values()]
    .filter((link) => link.isUp && !link.isNoArp && !link.isLoopback)
    .map(({ ifindex }) => ifindex)
    .filter(
      (ifindex) =>
        ifindex === direct || kernel.addressesOf(ifindex).some(({ scope }) => scope === 'global'),
    );
}

function gateways(
  kernel: SimulatedKernel,
): readonly { readonly ifindex: IfIndex; readonly via: IpAddress; readonly isDefault: boolean }[] {
  const found = new Map<string, { ifindex: IfIndex; via: IpAddress; isDefault: boolean }>();
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
