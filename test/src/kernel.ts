import { type ServerName, whyNoServer } from '@kith/kube-testenv';
import type { Host, Lab } from '@kith/lab';

/** What this kernel, or this machine, lacks for a scenario. */
export interface Lack {
  /** The kind of device, or `managed`, or `no-managed`, or the server. */
  readonly needs: string;
  readonly reason: string;
}

/** How to make a device of a kind, where its name alone does not do. */
const COMMANDS: Readonly<Record<string, string>> = {
  tun: 'tuntap add probe mode tun',
  vrf: 'link add probe type vrf table 100',
};

/** What a server that is not part of this repository needs itself. */
const SERVERS: Readonly<Record<string, readonly ServerName[]>> = {
  'kube-apiserver': ['kube-apiserver', 'etcd'],
  etcd: ['etcd'],
};

let managed: Promise<boolean> | undefined;

/** Why a scenario cannot be run here; undefined where it can. The kernel is asked by doing it, never by its version. */
export async function lackFor(
  lab: Lab,
  strategy: string,
  needs: string | undefined,
): Promise<Lack | undefined> {
  if (strategy === 'managed' && !(await knowsManaged(lab))) {
    return { needs: 'managed', reason: 'this kernel has no managed entries' };
  }
  if (needs === undefined) return undefined;
  if (needs === 'no-managed') {
    const reason = 'this kernel has managed entries';
    return (await knowsManaged(lab)) ? { needs, reason } : undefined;
  }
  const servers = SERVERS[needs];
  if (servers) {
    const reason = servers.flatMap((name) => whyNoServer(name) ?? []).join(', ');
    return reason === '' ? undefined : { needs, reason };
  }
  if (await hasDevices(await lab.host('probe'), needs)) return undefined;
  return { needs, reason: `no ${needs} devices to be had here` };
}

/** Whether a managed entry is one when it is read back: an older kernel takes the flag without a murmur, and drops it. */
export function knowsManaged(lab: Lab): Promise<boolean> {
  return (managed ??= tryManaged(lab));
}

async function tryManaged(lab: Lab): Promise<boolean> {
  const [host, other] = [await lab.host('probe'), await lab.host('other')];
  await lab.link(host, 'probe', other, 'probe');
  await host.ip('neigh add 192.0.2.1 dev probe managed extern_learn nud none');
  const [entry] = await host.neighbors('probe');
  return entry?.flags.includes('managed') ?? false;
}

async function hasDevices(host: Host, kind: string): Promise<boolean> {
  const command = COMMANDS[kind] ?? `link add probe type ${kind}`;
  const { code } = await host.exec(['ip', ...command.split(' ')], { mayFail: true });
  return code === 0;
}
