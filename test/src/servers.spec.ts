import { describe, expect, it } from '@jest/globals';
import { EtcdCluster, KubeTestenv, whyNoServer } from '@kith/kube-testenv';

const noEtcd = whyNoServer('etcd');
const noKube = noEtcd ?? whyNoServer('kube-apiserver');

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const put = { key: base64('k'), value: base64('v') };

describe('the servers that tests run against', () => {
  const withEtcd = noEtcd === undefined ? it : it.skip;
  const withKube = noKube === undefined ? it : it.skip;

  withEtcd(`three members of etcd keep what one of them lost${skipped(noEtcd)}`, async () => {
    const etcd = await EtcdCluster.start({ members: 3 });
    try {
      const [first, second] = etcd.members;
      await first?.stop();
      await second?.request('/v3/kv/put', { body: put });
      await first?.start();
      const answer = await first?.request('/v3/kv/range', { body: { key: put.key } });
      expect(answer?.body).toMatchObject({ kvs: [put] });
    } finally {
      await etcd.stop();
    }
  });

  withEtcd(`etcd over TLS asks for a password${skipped(noEtcd)}`, async () => {
    const etcd = await EtcdCluster.start({ security: 'tls' });
    try {
      await etcd.requirePassword('secret');
      const [member] = etcd.members;
      expect(await member?.request('/v3/kv/put', { body: put })).toMatchObject({ status: 400 });
      const user = { name: 'root', password: 'secret' };
      const answer = await member?.request('/v3/auth/authenticate', { body: user });
      const { token } = answer?.body as { token: string };
      expect(await member?.request('/v3/kv/put', { body: put, token })).toMatchObject({
        status: 200,
      });
    } finally {
      await etcd.stop();
    }
  });

  withKube(
    `two kube-apiservers serve the same, also after one was ended${skipped(noKube)}`,
    async () => {
      const testenv = await KubeTestenv.start();
      try {
        const { apiserver } = testenv;
        await apiserver.admin.create('/api/v1/nodes', { metadata: { name: 'node2' } });
        const other = await testenv.secondApiserver();
        await apiserver.stop();
        await other.admin.delete('/api/v1/nodes/node2');
        await apiserver.start();
        expect(await apiserver.admin.get('/api/v1/nodes')).toMatchObject({ items: [] });
      } finally {
        await testenv.stop();
      }
    },
  );
});

function skipped(why: string | undefined): string {
  return why === undefined ? '' : `, skipped: ${why}`;
}
