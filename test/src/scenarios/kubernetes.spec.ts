import { expect } from '@jest/globals';
import type { KubeClient } from '@kith/kube-testenv';
import { type AgentConfig, eventually, type Host, type Lab } from '@kith/lab';

import { inPod } from '../kubernetes/in-pod.js';
import { applyManifest, configInManifest } from '../kubernetes/manifests.js';
import { addNode, changeNode, removeAllNodes, removeNode } from '../kubernetes/nodes.js';
import { sharedTestenv } from '../kubernetes/testenv.js';
import { scenario } from '../scenario.js';
import { uplink } from '../uplink.js';
import { complaints } from './ask.js';
import { lan } from './lan.js';

const testenv = sharedTestenv();
const NEEDS = { needs: 'kube-apiserver' } as const;
/** No strategy has a part in it. */
const WITH_ANY = { ...NEEDS, strategies: ['managed'] } as const;

/** node1 of a cluster in which there is itself and node2, and the config of its agent, which may do what the manifests allow. */
async function cluster(
  lab: Lab,
): Promise<{ readonly node: Host; readonly admin: KubeClient; readonly config: AgentConfig }> {
  const { node } = await lan(lab);
  await uplink(node);
  const { admin } = testenv().apiserver;
  await removeAllNodes(testenv());
  for (const file of ['namespace.yaml', 'rbac.yaml']) await applyManifest(admin, file);
  await addNode(admin, 'node1', ['10.0.0.1']);
  await addNode(admin, 'node2', ['10.0.0.2']);
  const token = await testenv().tokenFor('kith', 'kith');
  const kubeconfig = await testenv().kubeconfig('kith', { token });
  const plugins = {
    'neighbor-controller': { devices: ['eth+'] },
    'source-kubernetes': { kubeconfig, nodeName: 'node1' },
  };
  return { node, admin, config: { plugins } };
}

scenario(
  'H2',
  'nodes join, change their address and leave',
  async ({ lab, settled, took }) => {
    const { node, admin, config } = await cluster(lab);
    const agent = await lab.agent(node, config);
    await took('resolved', settled(node, '10.0.0.2 eth0'));
    await addNode(admin, 'node3', ['10.0.0.3', '10.1.0.3']);
    await took('joined', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0', '10.1.0.3 eth1'));
    await changeNode(admin, 'node2', ['10.0.0.4']);
    await took('moved', settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0', '10.1.0.3 eth1'));
    await removeNode(admin, 'node3');
    await took('left', settled(node, '10.0.0.4 eth0'));
    expect(await complaints(agent)).toEqual([]);
  },
  NEEDS,
);

scenario(
  'H2',
  'while the API server is away everything stays; then what has changed is followed',
  async ({ lab, settled, took }) => {
    const { node, config } = await cluster(lab);
    const { apiserver } = testenv();
    const agent = await lab.agent(node, config);
    await settled(node, '10.0.0.2 eth0');
    await apiserver.kill();
    await eventually(async () =>
      expect(await complaints(agent)).toEqual([
        expect.stringMatching(/following nodes.*cannot be reached/),
      ]),
    );
    expect(await agent.get('/readyz')).toMatchObject({ status: 200 });
    const other = await testenv().secondApiserver();
    await removeNode(other.admin, 'node2');
    await addNode(other.admin, 'node3', ['10.0.0.3']);
    await other.kill();
    await settled(node, '10.0.0.2 eth0');
    await apiserver.start();
    await took('followed again', settled(node, '10.0.0.3 eth0'));
  },
  WITH_ANY,
);

scenario(
  'H2',
  'in a pod, with the config and the role of the manifests',
  async ({ lab, settled }) => {
    const { node } = await cluster(lab);
    const env = await inPod(testenv(), 'node1');
    const agent = await lab.agent(node, await configInManifest(), {
      env,
      flags: ['--devices=eth+', '--log-format=pretty'],
    });
    await settled(node, '10.0.0.2 eth0');
    expect(await complaints(agent)).toEqual([]);
  },
  WITH_ANY,
);

scenario(
  'E2',
  'an agent that starts while the API server is away keeps the entries of the one before, and waits',
  async ({ lab, settled, took }) => {
    const { node, config } = await cluster(lab);
    const { apiserver } = testenv();
    const before = await lab.agent(node, config);
    await settled(node, '10.0.0.2 eth0');
    await before.stop();
    await removeNode(apiserver.admin, 'node2');
    await apiserver.stop();
    const agent = await lab.agent(node, config, { awaitsReady: false });
    await agent.answers();
    await eventually(async () =>
      expect(await agent.get('/readyz')).toMatchObject({
        status: 503,
        body: {
          missing: [
            expect.objectContaining({ reason: expect.stringContaining('source kubernetes') }),
          ],
        },
      }),
    );
    await settled(node, '10.0.0.2 eth0');
    await apiserver.start();
    await took('ready', agent.ready(30_000));
    await settled(node);
  },
  WITH_ANY,
);
