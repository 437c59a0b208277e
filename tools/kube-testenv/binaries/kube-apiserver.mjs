import { readFileSync } from 'node:fs';
import path from 'node:path';

import { run } from './run.mjs';

/** A module that requires k8s.io/kubernetes, with the versions and checksums of everything that goes in. */
const MODULE = path.join(import.meta.dirname, '../kube-apiserver');
const PACKAGE = 'k8s.io/kubernetes/cmd/kube-apiserver';

/** As its go.mod pins it: `v1.34.4`. */
export const KUBERNETES_VERSION = versionIn(readFileSync(path.join(MODULE, 'go.mod'), 'utf8'));

/** @returns {string} */
export function versionIn(goMod) {
  const [, version] = /^\s*(?:require )?k8s\.io\/kubernetes (v\S+)/m.exec(goMod) ?? [];
  if (version === undefined) throw new Error('go.mod does not require k8s.io/kubernetes');
  return version;
}

/**
 * Builds it from its Go module; 2 GB of memory, and minutes of CPU where Go's own cache is cold.
 *
 * @param {string} folder
 * @returns {string} the file
 */
export function buildKubeApiserver(folder) {
  const file = path.join(folder, 'kube-apiserver');
  const [major, minor] = KUBERNETES_VERSION.slice(1).split('.');
  const about = { gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor };
  const stamps = Object.entries(about).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath'];
  const ldflags = `-ldflags=-s -w ${stamps.join(' ')}`;
  run(['go', 'build', ...flags, ldflags, '-o', file, PACKAGE], { cwd: MODULE });
  return file;
}
