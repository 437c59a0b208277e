import { afterAll, beforeAll } from '@jest/globals';
import { KubeTestenv, whyNoServer } from '@kith/kube-testenv';
import { runCommand } from '@kith/lab';

/** Of the namespace that the tests run in, with a route to it from hosts that have an uplink. */
export const API_ADDRESS = '198.51.100.1';

/** One for all tests of a file; where there is no kube-apiserver they skip themselves before they ask for it. */
export function sharedTestenv(): () => KubeTestenv {
  let testenv: KubeTestenv | undefined;
  beforeAll(async () => {
    if (whyNoServer('etcd') ?? whyNoServer('kube-apiserver')) return;
    await runCommand(['ip', 'addr', 'replace', `${API_ADDRESS}/32`, 'dev', 'lo']);
    testenv = await KubeTestenv.start({ addresses: [API_ADDRESS, '127.0.0.1'] });
  }, 120_000);
  afterAll(() => testenv?.stop());
  return () => {
    if (!testenv) throw new Error('there is no kube-apiserver');
    return testenv;
  };
}
