import { afterAll, beforeAll } from '@jest/globals';
import { KubeTestenv, whyNoServer } from '@kith/kube-testenv';

import { SERVER_ADDRESS, serveHere } from '../uplink.js';

/** One for all tests of a file; where there is no kube-apiserver they skip themselves before they ask for it. */
export function sharedTestenv(): () => KubeTestenv {
  let testenv: KubeTestenv | undefined;
  beforeAll(async () => {
    if (whyNoServer('etcd') ?? whyNoServer('kube-apiserver')) return;
    await serveHere();
    testenv = await KubeTestenv.start({ addresses: [SERVER_ADDRESS, '127.0.0.1'] });
  }, 120_000);
  afterAll(() => testenv?.stop());
  return () => {
    if (!testenv) throw new Error('there is no kube-apiserver');
    return testenv;
  };
}
