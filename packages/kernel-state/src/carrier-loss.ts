import { AgentError, type Cancel, Config, JobGroup, type Kick, Logger } from '@kith/agent-api';
import { type SysctlName, sysctlName, Sysctls } from '@kith/neighbor-api';
import type { IfIndex, Link } from '@kith/net-types';
import { inject, injectable, named } from 'inversify';

import type { KernelStateConfig } from './kernel-state.config.js';

const ID = 'kernel-state';

/** By family: what makes the kernel drop the neighbors of a device that lost its carrier (Linux 5.16; before, it always does). */
const EVICTIONS = [
  ['ipv4', 'arp_evict_nocarrier'],
  ['ipv6', 'ndisc_evict_nocarrier'],
] as const;

type Eviction = (typeof EVICTIONS)[number];

/** One setting that was ours to change. By ifindex, since the device may have another name by now. */
interface Change {
  readonly ifindex: IfIndex;
  readonly eviction: Eviction;
  readonly found: number;
}

/**
 * `keepOnCarrierLoss`: has the kernel keep the neighbors of served devices when their carrier is lost. It looks
 * again whenever the controller names the devices, so also after a device was made again or has IPv6 again.
 */
@injectable()
export class CarrierLoss {
  private links: ReadonlyMap<IfIndex, Link> = new Map();
  private served: readonly IfIndex[] = [];
  private readonly changes = new Map<string, Change>();
  private apply: Kick = () => undefined;
  private cancel: Cancel = () => undefined;

  constructor(
    @inject(Sysctls) private readonly sysctls: Sysctls,
    @inject(Config) @named(ID) private readonly config: Config<KernelStateConfig>,
    @inject(Logger) @named(ID) private readonly logger: Logger,
    @inject(JobGroup) @named(ID) private readonly jobs: JobGroup,
  ) {}

  start(links: ReadonlyMap<IfIndex, Link>): void {
    this.links = links;
    // what is refused is told by the job's health, and tried again
    this.apply = this.jobs.onKick('keepOnCarrierLoss', () => Promise.resolve(this.applied()));
    this.cancel = this.config.onChange(() => this.apply());
  }

  /** What was set stays set: our entries stay too. */
  stop(): void {
    this.cancel();
  }

  serve(devices: readonly IfIndex[]): void {
    this.served = devices;
    if (this.config.current.keepOnCarrierLoss) this.apply();
  }

  /** @throws AgentError naming the first setting that was refused, after all were tried */
  private applied(): void {
    const devices = new Set(this.config.current.keepOnCarrierLoss ? this.served : []);
    const refusals: string[] = [];
    for (const [key, change] of this.changes) {
      if (devices.has(change.ifindex)) continue;
      const refusal = this.putBack(change);
      if (refusal === undefined) this.changes.delete(key);
      else refusals.push(refusal);
    }
    for (const ifindex of devices) {
      const name = this.links.get(ifindex)?.name;
      if (name === undefined) continue;
      for (const eviction of EVICTIONS) {
        const refusal = this.keep(ifindex, name, eviction);
        if (refusal !== undefined) refusals.push(refusal);
      }
    }
    const [first] = refusals;
    if (first === undefined) return;
    const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
    throw new AgentError(
      'internal',
      `${first}${more}: let this process write to /proc/sys/net, or set kernel-state.keepOnCarrierLoss to false`,
    );
  }

  private keep(ifindex: IfIndex, device: string, eviction: Eviction): string | undefined {
    const name = settingOf(device, eviction);
    const reading = this.sysctls.read(name);
    if (reading.kind === 'refused') return reading.error;
    if (reading.kind === 'absent') return this.whyAbsent(device, eviction);
    if (reading.value === 0) return undefined;
    const refusal = this.sysctls.write(name, 0);
    if (refusal !== undefined) return refusal;
    this.changes.set(`${ifindex}/${name}`, { ifindex, eviction, found: reading.value });
    this.logger.info({ sysctl: name }, `${name} set to 0: entries outlive a loss of carrier`);
    return undefined;
  }

  /** A device without the family has no neighbors of it to keep. */
  private whyAbsent(device: string, [family, setting]: Eviction): string | undefined {
    const other = this.sysctls.read(sysctlName(family, 'conf', device, 'forwarding'));
    return other.kind === 'absent'
      ? undefined
      : `this kernel has no ${setting}, which came with Linux 5.16`;
  }

  private putBack({ ifindex, eviction, found }: Change): string | undefined {
    const device = this.links.get(ifindex)?.name;
    if (device === undefined) return undefined;
    const name = settingOf(device, eviction);
    // gone with the family, or changed by somebody since
    const reading = this.sysctls.read(name);
    if (reading.kind !== 'value' || reading.value !== 0) return undefined;
    const refusal = this.sysctls.write(name, found);
    if (refusal === undefined) this.logger.info({ sysctl: name }, `${name} put back to ${found}`);
    return refusal;
  }
}

function settingOf(device: string, [family, setting]: Eviction): SysctlName {
  return sysctlName(family, 'conf', device, setting);
}
