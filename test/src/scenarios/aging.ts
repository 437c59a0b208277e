import { expect } from '@jest/globals';
import { eventually, type Host, type NeighborMonitor } from '@kith/lab';

/** Plugins with these settings of refresh-controller. */
export const refreshing = (settings: Record<string, unknown>) => ({
  'source-gateways': {},
  'refresh-controller': settings,
});

/** Entries of these devices age within 1.5 s, and are asked as soon as they are used. */
export async function ageFast(host: Host, ...devices: readonly string[]): Promise<void> {
  const settings = ['ipv4', 'ipv6'].flatMap((family) =>
    devices.flatMap((device) => [
      [`net.${family}.neigh.${device}.base_reachable_time_ms`, 1000] as const,
      [`net.${family}.neigh.${device}.delay_first_probe_time`, 0] as const,
    ]),
  );
  await host.sysctls(settings);
}

/** When a neighbor was confirmed, in milliseconds. */
export function confirmations({ events }: NeighborMonitor, address: string): readonly number[] {
  return events
    .filter((event) => event.address === address && event.state === 'REACHABLE')
    .map(({ time }) => time);
}

/** Waits until a neighbor was confirmed that often. */
export function confirmed(
  monitor: NeighborMonitor,
  address: string,
  times: number,
): Promise<number> {
  return eventually(
    () => expect(confirmations(monitor, address).length).toBeGreaterThanOrEqual(times),
    { within: 40_000, describe: `${address} is confirmed ${times} times` },
  );
}

/** Milliseconds from one to the next. */
export function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, i) => time - (times[i] ?? NaN));
}
