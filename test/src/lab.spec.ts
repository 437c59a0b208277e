import { existsSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { eventually, Lab, runCommand } from '@kith/lab';

const ISOLATE = path.join(import.meta.dirname, '../../tools/lab/bin/isolate');
/** A program that prints the folder of its lab and has no time to clean up. */
const KILLED = `
  import { writeSync } from 'node:fs';
  import { Lab } from '@kith/lab';
  writeSync(1, await new Lab().folder());
  process.kill(process.pid, 'SIGKILL');
`;

/** Runs with a lab that is gone afterwards. */
async function withLab(run: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = new Lab();
  try {
    await run(lab);
  } finally {
    await lab.dispose();
  }
}

async function pair(lab: Lab) {
  const node = await lab.host('node1');
  const peer = await lab.host('node2');
  await lab.link(node, 'eth0', peer, 'eth0');
  await node.ipBatch(['addr add 10.0.0.1/24 dev eth0', 'addr add fd00::1/64 dev eth0']);
  await peer.ipBatch(['addr add 10.0.0.2/24 dev eth0', 'addr add fd00::2/64 dev eth0']);
  return { node, peer };
}

describe('Lab', () => {
  it.each(['10.0.0.2', 'fd00::2'])('links two hosts: %s answers', (address) =>
    withLab(async (lab) => {
      const { node, peer } = await pair(lab);
      await node.exec(['ip', 'neigh', 'replace', address, 'dev', 'eth0', 'use', 'nud', 'none']);
      const lladdr = await peer.mac('eth0');
      await eventually(async () =>
        expect(await node.neighbors('eth0')).toContainEqual({
          address,
          device: 'eth0',
          lladdr,
          state: 'REACHABLE',
          flags: [],
        }),
      );
    }),
  );

  it('joins many hosts by a switch, whose ports have a carrier of their own', () =>
    withLab(async (lab) => {
      const hosts = [await lab.host('a'), await lab.host('b'), await lab.host('c')];
      const bridge = await lab.segment(
        'switch',
        hosts.map((host) => [host, 'eth0']),
      );
      for (const [i, host] of hosts.entries())
        await host.ip(`addr add 10.0.0.${i + 1}/24 dev eth0`);
      const [a] = hosts;
      await a?.ip('neigh replace 10.0.0.3 dev eth0 managed extern_learn nud none proto 75');
      await eventually(async () =>
        expect(await a?.neighborLines()).toEqual([
          expect.stringMatching(
            /^10\.0\.0\.3 dev eth0 lladdr \S+ managed extern_learn REACHABLE proto 75$/,
          ),
        ]),
      );
      await bridge.ip('link set dev a down');
      await eventually(async () => expect(await a?.neighborLines()).toEqual([]));
    }));

  it('tells what the kernel announces', () =>
    withLab(async (lab) => {
      const { node } = await pair(lab);
      const monitor = await node.monitor();
      await node.ip(
        'neigh replace 10.0.0.9 dev eth0 lladdr 02:00:00:00:00:09 nud permanent proto zebra',
      );
      await node.ip('neigh del 10.0.0.9 dev eth0');
      await monitor.until(({ kind, address }) => kind === 'deleted' && address === '10.0.0.9');
      expect(monitor.events[0]).toMatchObject({
        kind: 'new',
        address: '10.0.0.9',
        lladdr: '02:00:00:00:00:09',
        state: 'PERMANENT',
        protocol: 'zebra',
      });
    }));

  it('sees the frames of a device', () =>
    withLab(async (lab) => {
      const { node, peer } = await pair(lab);
      const capture = await node.capture('eth0');
      await node.ip('neigh replace 10.0.0.2 dev eth0 use nud none');
      await node.ip('neigh replace fd00::2 dev eth0 use nud none');
      const source = await peer.mac('eth0');
      const reply = await capture.until(({ kind }) => kind === 'arp-reply');
      expect(reply).toMatchObject({
        direction: 'in',
        sender: '10.0.0.2',
        target: '10.0.0.1',
        source,
      });
      const advert = await capture.until(
        ({ kind, target }) => kind === 'na' && target === 'fd00::2',
      );
      expect(advert).toMatchObject({ direction: 'in', source });
      const asked = capture.solicitations.map(({ target }) => target);
      expect(asked).toEqual(expect.arrayContaining(['10.0.0.2', 'fd00::2']));
    }));

  it('leaves nothing behind, also after a failure', async () => {
    let namespace = '';
    const failing = withLab(async (lab) => {
      const { node } = await pair(lab);
      namespace = node.namespace;
      await node.monitor();
      throw new Error('as planned');
    });
    await expect(failing).rejects.toThrow('as planned');
    expect(namespace).not.toBe('');
    expect((await runCommand(['ip', 'netns', 'list'])).stdout).not.toContain(namespace);
  });

  it('leaves nothing behind, also when it is killed', async () => {
    const killed = await runCommand(
      [ISOLATE, process.execPath, '--input-type=module', '-e', KILLED],
      {
        mayFail: true,
      },
    );
    expect(killed.stdout).toMatch(/^\/.*kith-lab-/);
    expect(existsSync(killed.stdout)).toBe(false);
  });
});
