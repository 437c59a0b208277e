import path from 'node:path';
import { performance } from 'node:perf_hooks';

import { cached, cacheFolder, isRunnable } from './cache.mjs';
import { unpackEtcd } from './etcd.mjs';
import { buildKubeApiserver, KUBERNETES_VERSION } from './kube-apiserver.mjs';
import { run } from './run.mjs';

/** What tests ask for, by the environment variable that names it. */
const BINARIES = {
  KUBE_APISERVER: {
    name: `kube-apiserver-${KUBERNETES_VERSION}`,
    make: buildKubeApiserver,
    maker: ['go', 'version'],
    announcement: `building kube-apiserver ${KUBERNETES_VERSION} for the tests, once; with Go's cache cold this takes 5 to 15 minutes ...`,
  },
  ETCD: {
    name: 'etcd',
    make: unpackEtcd,
    maker: ['apt-get', '--version'],
    announcement: "fetching Debian's etcd-server for the tests, once ...",
  },
};

/**
 * The environment by which tests find the servers: `KUBE_APISERVER` and `ETCD` name the binaries, `KITH_NO_KUBE_APISERVER`
 * and `KITH_NO_ETCD` say why there is none. Taken are those that the caller's environment names, else those in the
 * cache, else they are made.
 *
 * @param {{ mayMake: boolean, log: (line: string) => void, environment?: NodeJS.ProcessEnv }} options false: only look
 * @returns {Record<string, string>}
 */
export function serverBinaries({ mayMake, log, environment = process.env }) {
  const found = Object.entries(BINARIES).map(([variable, binary]) => {
    try {
      return [variable, locate(variable, binary, { mayMake, log, environment })];
    } catch (error) {
      return [`KITH_NO_${variable}`, error.message];
    }
  });
  return Object.fromEntries(found);
}

function locate(variable, { name, make, maker, announcement }, { mayMake, log, environment }) {
  // makes their certificates
  run(['openssl', 'version']);
  const given = environment[variable];
  if (given) {
    if (isRunnable(given)) return path.resolve(given);
    throw new Error(`${variable} names ${given}, which cannot be run`);
  }
  const folder = cacheFolder(environment);
  if (!mayMake && !isRunnable(path.join(folder, name))) {
    throw new Error('not in the cache yet; node tools/kube-testenv/binaries/prepare.mjs makes it');
  }
  const makeLoudly = (scratch) => {
    run(maker);
    log(announcement);
    const start = performance.now();
    const file = make(scratch);
    log(`... ${name} is in ${folder}, after ${Math.round((performance.now() - start) / 1000)} s`);
    return file;
  };
  return cached(name, makeLoudly, folder);
}
