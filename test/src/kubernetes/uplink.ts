import { type Host, runCommand } from '@kith/lab';

import { API_ADDRESS } from './testenv.js';

let made = 0;

/** Distinct among the uplinks of all processes that share a namespace: of 100.64.0.0/10. */
function nextAddress(): string {
  const number = ((process.pid & 0xffff) << 6) | (made++ & 0x3f);
  return `100.${64 + (number >> 16)}.${(number >> 8) & 0xff}.${number & 0xff}`;
}

/** A cable from a host to the namespace that the tests run in, by which it reaches the API server. It goes with the host. */
export async function uplink(host: Host): Promise<void> {
  const address = nextAddress();
  const device = `up${address.replaceAll('.', '').slice(3)}`;
  // 1 = the first process of the isolation
  await host.ip(`link add uplink up type veth peer name ${device} netns 1`);
  await host.ip(`addr add ${address}/32 dev uplink`);
  await host.ip(`route add ${API_ADDRESS}/32 dev uplink src ${address}`);
  await runCommand(['ip', 'link', 'set', 'dev', device, 'up']);
  await runCommand(['ip', 'route', 'add', `${address}/32`, 'dev', device]);
}
