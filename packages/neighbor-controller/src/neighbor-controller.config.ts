import { duration, key } from '@kith/agent-api';
import { parseIpAddress, parsePrefix } from '@kith/net-types';
import * as z from 'zod';

import { isDevicePattern } from './device-pattern.js';

const devicePattern = z
  .string()
  .refine(isDevicePattern, 'is not a device name; write eth0, or eth+ for all that begin with eth');

const prefix = z
  .string()
  .refine(
    (text) => parsePrefix(text) !== undefined,
    'is not a prefix; write 10.0.0.0/8 or fd00::/8',
  );

const lookup = z
  .strictObject({
    iif: z.string().optional(),
    from: z
      .string()
      .refine(
        (text) => parseIpAddress(text) !== undefined,
        'is not an IP address; write 10.0.0.1 or fd00::1',
      )
      .optional(),
    mark: z.int().min(0).max(0xffffffff).optional(),
  })
  .refine(
    ({ iif, from }) => iif === undefined || from !== undefined,
    'iif needs a from as well: the kernel answers for no IPv4 packet that comes in without a source',
  );

const list = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(',')).filter((item) => item !== '');

export const neighborControllerConfig = z.strictObject({
  discovery: key(z.boolean().default(true), {
    description: 'Keep neighbors resolved; false = observe, remove what is ours, write nothing.',
    reload: 'live',
    flag: { name: 'enable-l2-neigh-discovery', value: '[BOOL]', parse: parseBoolean },
  }),
  strategy: key(z.string().default('auto'), {
    description:
      'How: managed (the kernel does it), agent-refresh (the agent has the kernel do it, on any kernel), permanent (pinned, and checked each period), or auto = the first of these that this kernel supports.',
    reload: 'live',
    flag: { name: 'strategy', value: 'NAME' },
  }),
  devices: key(z.array(devicePattern).default([]), {
    description:
      'Devices to serve, eth+ = all that begin with eth; empty = chosen by what they are.',
    reload: 'live',
    flag: { name: 'devices', value: 'LIST', parse: list },
  }),
  excludeDevices: key(
    z
      .array(devicePattern)
      .default([
        ...['lxc+', 'cali+', 'cilium_+', 'veth+', 'cni+', 'docker+', 'flannel+', 'virbr+'],
        ...['vxlan+', 'geneve+'],
      ]),
    {
      description:
        'Devices never chosen by what they are; those named by `devices` are served all the same.',
      reload: 'live',
    },
  ),
  excludePrefixes: key(z.array(prefix).default([]), {
    description: 'Addresses never to write, as targets or as next hops.',
    reload: 'live',
  }),
  directRoutingDevice: key(z.string().default('auto'), {
    description: 'A device that is always served; auto = the device of the default route.',
    reload: 'live',
  }),
  families: key(z.array(z.enum(['ipv4', 'ipv6'])).default(['ipv4', 'ipv6']), {
    description: 'Address families to serve.',
    reload: 'live',
  }),
  lookups: key(z.array(lookup).default([]), {
    description:
      'Further route lookups for each target, where policy rules decide: iif (with a from), from, mark. One with a from is for targets of its family.',
    reload: 'live',
  }),
  standby: key(z.boolean().default(true), {
    description:
      'Keep the gateways of less preferred routes to a target resolved too, so that a switch to one loses nothing.',
    reload: 'live',
  }),
  takeover: key(z.enum(['none', 'permanent', 'extern-learn']).default('none'), {
    description:
      'Entries of others to take over on addresses that we want: permanent = PERMANENT ones, extern-learn = those that another agent left; only without a protocol mark, and only from neighbors that answer.',
    reload: 'live',
  }),
  holdRemovals: key(duration().prefault('60s'), {
    description:
      'How long it is kept what a source would take away at once, if that is 20 of its targets or more, and more than half; 0 = not at all. A second listing that agrees ends it, or kith target confirm.',
    reload: 'live',
  }),
  maxTargets: key(z.int().min(1).max(1_000_000).default(10_000), {
    description:
      'Targets taken at most, 1 to 1000000; what is over it is refused and health says so.',
    reload: 'live',
  }),
  maxNeighbors: key(z.int().min(1).max(1_000_000).default(50_000), {
    description:
      'Entries wanted at most, 1 to 1000000; what is over it is not written and health says so.',
    reload: 'live',
  }),
  breakAfter: key(duration().prefault('10s'), {
    description:
      'How long a replaced next hop stays at most while its replacement is not usable yet.',
    reload: 'live',
  }),
});

export type NeighborControllerConfig = z.infer<typeof neighborControllerConfig>;

function parseBoolean(values: readonly string[]): unknown {
  const text = values.at(-1) ?? '';
  if (['', 'true', '1', 'yes'].includes(text)) return true;
  if (['false', '0', 'no'].includes(text)) return false;
  throw new Error(`"${text}" is neither true nor false`);
}
