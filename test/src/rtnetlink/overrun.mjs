// Overruns a netlink socket in a network namespace of its own, and says what it sees.
//   overrun.mjs SOCKET WAY [BUFFER]
// SOCKET: raw = npm netlink as it comes; client = ours. WAY: flood of notifications, or requests that fail.
// BUFFER: of the client's notifications, as asked of the kernel, which doubles it.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate } from 'node:timers/promises';

import { createRtnetlinkClient } from '@kith/rtnetlink';
import { RawNetlinkSocket } from 'netlink';

const NETLINK_ROUTE = 0;
const RTNLGRP_NEIGH = 3;
const NOWHERE = 9999;
const CHANGES = 3000;

const clock = {
  yield: () => setImmediate(),
  timer(ms, callback) {
    const timeout = setTimeout(callback, ms);
    return () => clearTimeout(timeout);
  },
};

const [socket, way, buffer] = process.argv.slice(2);
ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
ip('link', 'set', 'v0', 'up');
await (socket === 'raw' ? overrunRaw() : overrunClient());

async function overrunRaw() {
  const raw = new RawNetlinkSocket(NETLINK_ROUTE);
  raw.on('error', () => say({ error: 'handled' }));
  if (way === 'flood') {
    raw.addMembership(RTNLGRP_NEIGH);
    flood();
  } else {
    raw.setSendBufferSize(1 << 20);
    raw.send(Buffer.concat(Array(10_000).fill(failing())), {}, () => undefined);
  }
  say({ drops: drops() });
  await turns(100);
  say({ survived: true });
  raw.close();
}

async function overrunClient() {
  if (way === 'requests') return refusals();
  const options = buffer === undefined ? {} : { notificationBuffer: Number(buffer) };
  const client = createRtnetlinkClient({ clock, ...options });
  let heard = 0;
  let losses = 0;
  const { promise: lost, resolve } = deferred();
  const listener = {
    notified: (burst) => (heard += burst.length),
    lost: () => {
      losses++;
      resolve();
    },
  };
  const subscription = await client.subscribe(['neighbors'], listener);
  flood();
  say({ drops: drops() });
  await lost;
  while (!subscription.isDrained()) await setImmediate();
  subscription.checkForLoss();
  const listed = (await client.dump('neighbors')).map(({ neighbor }) => neighbor.address);
  say({ heard, losses, listed: listed.filter((address) => address.startsWith('10.')).length });
  client.close();
  say({ survived: true });
}

/** Ten thousand answers to one call, more than any socket here has room for. */
async function refusals() {
  const client = createRtnetlinkClient({ clock });
  const entry = { state: 'NONE', isExtLearned: true, isManaged: true, isRouter: false, use: false };
  const results = await client.request(
    Array.from({ length: 10_000 }, (_, i) => ({
      ...{ type: 'set-neighbor', ifindex: NOWHERE, address: `10.0.${i >> 8}.${i & 255}` },
      ...{ ...entry, protocol: 75 },
    })),
  );
  client.close();
  const refused = results.filter(({ ok, error }) => !ok && error.code === 'ENODEV').length;
  say({ drops: drops(), refused, survived: true });
}

/** Blocks the event loop while others change the table: nobody reads the socket meanwhile. */
function flood() {
  const to = (i) => `10.0.${i >> 8}.${i & 255} dev v0`;
  const commands = Array.from({ length: CHANGES }, (_, i) => [
    `neigh add ${to(i)} lladdr 02:00:00:00:00:01 extern_learn nud stale`,
    ...(i % 3 === 0 ? [`neigh del ${to(i)}`] : []),
  ]);
  execFileSync('ip', ['-batch', '-'], { input: commands.flat().join('\n') });
}

/** RTM_NEWNEIGH on a device that does not exist. */
function failing() {
  const message = Buffer.alloc(36);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(28, 4);
  message.writeUInt16LE(0x501, 6);
  message[16] = 2;
  message.writeInt32LE(NOWHERE, 20);
  message.set([8, 0, 1, 0, 10, 0, 0, 1], 28);
  return message;
}

/** The Drops column of those of this process's sockets that hold much (Rmem): what only wakes ours drops all the time. */
function drops() {
  const rows = readFileSync('/proc/net/netlink', 'utf8').trim().split('\n').slice(1);
  const sockets = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const full = sockets.filter(([, , , , held]) => held > 65_536);
  return full.reduce((sum, [, , , , , , , , dropped]) => sum + dropped, 0);
}

async function turns(count) {
  for (let i = 0; i < count; i++) await setImmediate();
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

function ip(...args) {
  execFileSync('ip', args);
}

/** At once: what is buffered dies with the process. */
function say(message) {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
