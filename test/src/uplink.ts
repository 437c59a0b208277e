import { type Host, runCommand } from '@kith/lab';

/** Of the namespace that the tests run in, where servers listen; with a route to it from hosts that have an uplink. */
export const SERVER_ADDRESS = '198.51.100.1';

let made = 0;

/** Gives the namespace the address; idempotent. */
export async function serveHere(): Promise<void> {
  await runCommand(['ip', 'addr', 'replace', `${SERVER_ADDRESS}/32`, 'dev', 'lo']);
}

/** A cable from a host to the namespace that the tests run in, by which it reaches the servers. It goes with the host. */
export async function uplink(host: Host): Promise<void> {
  // distinct among the uplinks of all processes that share a namespace: of 100.64.0.0/10
  const number = ((process.pid & 0xffff) << 6) | (made++ & 0x3f);
  const address = `100.${64 + (number >> 16)}.${(number >> 8) & 0xff}.${number & 0xff}`;
  const device = `up${number}`;
  // 1 = the first process of the isolation
  await host.ip(`link add uplink up type veth peer name ${device} netns 1`);
  await host.ip(`addr add ${address}/32 dev uplink`);
  await mendUplink(host);
  await runCommand(['ip', 'link', 'set', 'dev', device, 'up']);
  await runCommand(['ip', 'route', 'add', `${address}/32`, 'dev', device]);
}

/** From now on what the host sends to the servers is lost without a word; one that connects is told that there is no way. */
export async function cutUplink(host: Host): Promise<void> {
  await host.ip(`route replace unreachable ${SERVER_ADDRESS}/32`);
}

export async function mendUplink(host: Host): Promise<void> {
  await host.ip(`route replace ${SERVER_ADDRESS}/32 dev uplink`);
}
