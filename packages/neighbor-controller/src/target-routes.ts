import type { NextHopAnswer, NextHopQuery } from '@kith/neighbor-api';
import { addressFamily, type IfIndex, type NextHop } from '@kith/net-types';

import type { Selection } from './selection.js';
import type { Target } from './target-registry.js';

/** What the FIB said about one target, and what follows. */
export interface TargetRoutes {
  readonly target: Target;
  /** Where the FIB sends it, and then what stands by. */
  readonly hops: readonly NextHop[];
  /** How many of `hops` the FIB named. */
  readonly active: number;
  /** Tables that its answers came from. */
  readonly tables: readonly number[];
  /** Next hops that the FIB named and that are not served. */
  readonly refused: readonly NextHop[];
  /** Why there is no hop; undefined where there is one. */
  readonly skipped: string | undefined;
  /** What it rests on: the devices that were asked over or answered with. */
  readonly devices: readonly IfIndex[];
  readonly nexthopIds: readonly number[];
}

// shared by the many targets that rest on nothing else
const NOTHING: readonly never[] = [];

/** Of a target that was not asked about. */
export function notAsked(target: Target, skipped: string): TargetRoutes {
  return {
    target,
    hops: NOTHING,
    active: 0,
    tables: NOTHING,
    refused: NOTHING,
    skipped,
    devices: NOTHING,
    nexthopIds: NOTHING,
  };
}

/** Adds what to ask about a target: once over no device, over each selected one, and the configured lookups. */
export function addQuestions(target: Target, selection: Selection, to: NextHopQuery[]): void {
  const { address, ifindex } = target;
  if (ifindex !== undefined) return void to.push({ address, oif: ifindex });
  to.push({ address });
  for (const oif of selection.selected) to.push({ address, oif });
  for (const lookup of selection.lookups) {
    const { from } = lookup;
    const isOfFamily = from === undefined || addressFamily(from) === addressFamily(address);
    if (isOfFamily) to.push({ address, lookup });
  }
}

/** Why a target is not even asked about; undefined = it is. */
export function whyNotAsked(target: Target, selection: Selection): string | undefined {
  if (target.ifindex !== undefined && !selection.isSelected(target.ifindex)) {
    return `its device ${selection.nameOf(target.ifindex)} is not selected`;
  }
  return selection.whyNever(target.address);
}

// with these the host keeps the packet to itself or sends it to many, whatever a single device's routes say
const NOT_FORWARDED: ReadonlySet<string> = new Set(['local', 'broadcast', 'multicast']);

/** What the answers to `addQuestions`, in its order, come to: the union of their next hops on selected devices. */
export function concludeRoutes(
  target: Target,
  answers: readonly NextHopAnswer[],
  selection: Selection,
): TargetRoutes {
  let devices = target.ifindex === undefined ? selection.selected : [target.ifindex];
  let nexthopIds: readonly number[] = NOTHING;
  let tables: readonly number[] = NOTHING;
  const hops: NextHop[] = [];
  const refused: NextHop[] = [];
  let obstacle: string | undefined;
  for (const answer of answers) {
    devices = union(devices, answer.basis.devices);
    nexthopIds = union(nexthopIds, answer.basis.nexthopIds);
    if (answer.basis.table !== undefined) tables = union(tables, listOf(answer.basis.table));
    if (answer.kind === 'skipped') continue;
    for (const hop of answer.hops) {
      const why = whyRefused(hop, selection);
      addOnce(hop, why === undefined ? hops : refused);
      if (why !== undefined) {
        obstacle ??= hop.address === target.address ? why : `next hop ${hop.address}: ${why}`;
      }
    }
  }
  const kept = target.ifindex === undefined ? whyKept(answers[0]) : undefined;
  if (kept !== undefined) {
    return { ...notAsked(target, kept), refused: hops, devices, nexthopIds };
  }
  const skipped = hops.length > 0 ? undefined : (obstacle ?? mostTelling(answers));
  const active = hops.length;
  addStandby(target, active, tables, selection, hops);
  return {
    target,
    hops: exact(hops),
    active,
    tables,
    refused: exact(refused),
    skipped,
    devices,
    nexthopIds,
  };
}

/** The same with what stands by as it is now. */
export function withStandby(routes: TargetRoutes, selection: Selection): TargetRoutes {
  const { target, active, tables } = routes;
  const hops = routes.hops.slice(0, active);
  addStandby(target, active, tables, selection, hops);
  return { ...routes, hops: exact(hops) };
}

/**
 * Adds what stands by: the gateways of the other routes that cover the target, in the tables that answered. A target
 * with no next hop, or meant for one device, has none.
 */
function addStandby(
  target: Target,
  active: number,
  tables: readonly number[],
  selection: Selection,
  hops: NextHop[],
): void {
  if (active === 0 || target.ifindex !== undefined) return;
  for (const table of tables) {
    for (const hop of selection.standby(target.address, table)) {
      if (whyRefused(hop, selection) === undefined) addOnce(hop, hops);
    }
  }
}

/** Why the host does not forward to the target at all, by the answer without a device. */
function whyKept(plain: NextHopAnswer | undefined): string | undefined {
  return plain?.kind === 'skipped' && NOT_FORWARDED.has(plain.reason) ? plain.reason : undefined;
}

function whyRefused({ ifindex, address }: NextHop, selection: Selection): string | undefined {
  return selection.isSelected(ifindex)
    ? selection.whyNever(address)
    : `its route leads over ${selection.nameOf(ifindex)}, which is not selected`;
}

/** Whether the routes rest on one of these devices or nexthop objects. */
export function restsOn(
  { devices, nexthopIds }: TargetRoutes,
  changedDevices: ReadonlySet<IfIndex>,
  changedNexthops: ReadonlySet<number>,
): boolean {
  return (
    devices.some((device) => changedDevices.has(device)) ||
    nexthopIds.some((id) => changedNexthops.has(id))
  );
}

/** Whether one of these addresses is the target, or a next hop of it that is served or could be. */
export function isAbout(
  { target, hops, refused }: TargetRoutes,
  addresses: ReadonlySet<string>,
): boolean {
  return (
    addresses.has(target.address) ||
    hops.some((hop) => addresses.has(hop.address)) ||
    refused.some((hop) => addresses.has(hop.address))
  );
}

/** The reason of the lookup without a device, or else the first that says more than `unroutable`. */
function mostTelling(answers: readonly NextHopAnswer[]): string {
  const reasons = answers.flatMap((answer) => (answer.kind === 'skipped' ? [answer.reason] : []));
  return (
    reasons.find((reason) => reason !== 'unroutable' && reason !== 'other-device') ??
    reasons[0] ??
    'unroutable'
  );
}

/** One of the two where it has all that the other has: thousands of targets share it. */
function union<T>(base: readonly T[], more: readonly T[]): readonly T[] {
  if (base.length === 0) return more;
  let all = base;
  for (let i = 0; i < more.length; i++) {
    const value = more[i] as T;
    if (!all.includes(value)) all = [...all, value];
  }
  return all;
}

const TABLE_LISTS = new Map<number, readonly number[]>();

/** The list of this table alone: one for all targets. */
function listOf(table: number): readonly number[] {
  let list = TABLE_LISTS.get(table);
  if (!list) TABLE_LISTS.set(table, (list = [table]));
  return list;
}

/** Without the room for more that an array has to which was pushed: mostly there is one, in room for seventeen. */
function exact<T>(items: readonly T[]): readonly T[] {
  return items.length === 0 ? NOTHING : items.slice();
}

function addOnce(hop: NextHop, to: NextHop[]): void {
  const isIn = to.some(
    ({ ifindex, address }) => ifindex === hop.ifindex && address === hop.address,
  );
  if (!isIn) to.push(hop);
}
