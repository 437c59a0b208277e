import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, FakeJobGroup, MemoryLogger } from '@kith/agent-testing';
import { FakeSysctls, link } from '@kith/neighbor-testing';
import { ifIndex, type IfIndex, type Link } from '@kith/net-types';

import { CarrierLoss } from './carrier-loss.js';
import type { KernelStateConfig } from './kernel-state.config.js';

const ETH1 = ifIndex(1);
const ETH2 = ifIndex(2);
const ARP1 = 'net.ipv4.conf.eth1.arp_evict_nocarrier';
const ND1 = 'net.ipv6.conf.eth1.ndisc_evict_nocarrier';
const ARP2 = 'net.ipv4.conf.eth2.arp_evict_nocarrier';

let clock: FakeClock;
let jobs: FakeJobGroup;
let config: FakeConfig<KernelStateConfig>;
let sysctls: FakeSysctls;
let links: Map<IfIndex, Link>;
let carrierLoss: CarrierLoss;

beforeEach(() => {
  clock = new FakeClock();
  jobs = new FakeJobGroup(clock);
  config = new FakeConfig<KernelStateConfig>({ audit: 0, keepOnCarrierLoss: true });
  sysctls = new FakeSysctls({ [ARP1]: 1, [ND1]: 1, [ARP2]: 1 });
  links = new Map([
    [ETH1, link({ ifindex: ETH1 })],
    [ETH2, link({ ifindex: ETH2 })],
  ]);
  carrierLoss = new CarrierLoss(sysctls, config, new MemoryLogger(), jobs);
  carrierLoss.start(links);
});

async function serve(...devices: readonly IfIndex[]): Promise<void> {
  carrierLoss.serve(devices);
  await jobs.settled();
}

async function keep(keepOnCarrierLoss: boolean): Promise<void> {
  config.set({ audit: 0, keepOnCarrierLoss });
  await jobs.settled();
}

/** What the job threw last. */
const complaint = (): string => String(jobs.failures.get('keepOnCarrierLoss')?.at(-1));

describe('keepOnCarrierLoss', () => {
  it('switches eviction off on the served devices, in both families, and on no other', async () => {
    await serve(ETH1);
    expect(sysctls.writes).toEqual([`${ARP1}=0`, `${ND1}=0`]);
    await serve(ETH1);
    expect(sysctls.writes).toHaveLength(2);
  });

  it('does so on devices that are served later', async () => {
    await serve(ETH1);
    await serve(ETH1, ETH2);
    expect(sysctls.values.get(ARP2)).toBe(0);
  });

  it('reads and writes nothing while it is off', async () => {
    await keep(false);
    const before = jobs.runs.get('keepOnCarrierLoss');
    await serve(ETH1);
    expect(jobs.runs.get('keepOnCarrierLoss')).toBe(before);
    expect(sysctls.writes).toEqual([]);
  });

  it('puts back what was found, when it is switched off or a device is served no more', async () => {
    sysctls.values.set(ND1, 0);
    await serve(ETH1, ETH2);
    await serve(ETH2);
    expect(Object.fromEntries(sysctls.values)).toEqual({ [ARP1]: 1, [ND1]: 0, [ARP2]: 0 });
    await keep(false);
    expect(Object.fromEntries(sysctls.values)).toEqual({ [ARP1]: 1, [ND1]: 0, [ARP2]: 1 });
  });

  it('finds a device again that was renamed, and forgets one that is gone', async () => {
    await serve(ETH1, ETH2);
    links.set(ETH1, link({ ifindex: ETH1, name: 'up' }));
    links.delete(ETH2);
    const renamed = 'net.ipv4.conf.up.arp_evict_nocarrier';
    sysctls.values.delete(ARP1);
    sysctls.values.set(renamed, 0);
    await keep(false);
    expect(sysctls.values.get(renamed)).toBe(1);
    expect(sysctls.values.get(ARP2)).toBe(0);
    expect(jobs.failures.size).toBe(0);
  });

  it('leaves alone what somebody changed since', async () => {
    await serve(ETH1);
    sysctls.values.set(ARP1, 1);
    sysctls.writes.length = 0;
    await keep(false);
    expect(sysctls.writes).toEqual([`${ND1}=1`]);
  });

  it('leaves it at 0 when it stops, for the entries that stay', async () => {
    await serve(ETH1);
    carrierLoss.stop();
    await jobs.settled();
    expect(sysctls.values.get(ARP1)).toBe(0);
    expect(config.listeners).toBe(0);
  });
});

describe('what is refused', () => {
  it('is one complaint with the cure, and is tried again', async () => {
    sysctls.isReadOnly = true;
    await serve(ETH1, ETH2);
    expect(complaint()).toBe(
      `AgentError: ${ARP1} cannot be set to 0 (EROFS) (and 2 more): let this process write to ` +
        '/proc/sys/net, or set kernel-state.keepOnCarrierLoss to false',
    );
    sysctls.isReadOnly = false;
    await clock.advance(1000);
    await jobs.settled();
    expect([...sysctls.values.values()]).toEqual([0, 0, 0]);
  });

  it('does not keep the others from being set', async () => {
    sysctls.unreadable.add(ARP1);
    await serve(ETH1);
    expect(sysctls.writes).toEqual([`${ND1}=0`]);
    expect(complaint()).toContain(`${ARP1} cannot be read (EACCES)`);
  });

  it('may be what this kernel does not have; a family that is off is fine', async () => {
    sysctls.values.delete(ND1);
    await serve(ETH1);
    expect(jobs.failures.size).toBe(0);
    sysctls.values.set('net.ipv6.conf.eth1.forwarding', 0);
    await serve(ETH1);
    expect(complaint()).toContain('no ndisc_evict_nocarrier, which came with Linux 5.16');
  });
});
