import { sysctlName } from '@kith/neighbor-api';

import { deviceSettings, devicesOf } from './device-settings.js';
import { type Check, sysctlCommand } from './finding.js';

/** bpf_fib_lookup looks at the device before it looks at any route. */
export const forwarding: Check = {
  id: 'forwarding',
  look(facts, read) {
    const off = deviceSettings(facts, read, 'conf', 'forwarding').filter(
      ({ value }) => value === 0,
    );
    if (off.length === 0) return [];
    // one that forwards listens to routers with accept_ra=2 only
    const listening = off.filter(
      ({ family, device }) => family === 'ipv6' && read('ipv6', 'conf', device, 'accept_ra') === 1,
    );
    const families = [...new Set(off.map(({ family }) => family))].join(' and ');
    return [
      {
        severity: 'problem',
        what: `forwarding of ${families} is off`,
        where: devicesOf(off),
        why: 'bpf_fib_lookup answers FWD_DISABLED, whatever the neighbor table has',
        cure: sysctlCommand([
          ...listening.map(({ device }) => ({
            name: sysctlName('ipv6', 'conf', device, 'accept_ra'),
            to: 2,
          })),
          ...off.map(({ name }) => ({ name, to: 1 })),
        ]),
      },
    ];
  },
  fine(facts, read) {
    const on = deviceSettings(facts, read, 'conf', 'forwarding');
    return on.length === 0 ? undefined : `${devicesOf(on)} forward`;
  },
};
