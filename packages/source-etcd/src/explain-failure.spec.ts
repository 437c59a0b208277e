import { describe, expect, it } from '@jest/globals';

import type { EtcdAccess } from './etcd-client.js';
import { explainFailure } from './explain-failure.js';

const access: EtcdAccess = {
  endpoint: 'https://10.0.0.1:2379',
  tls: {},
  user: { name: 'kith', passwordFile: '/etc/kith/password' },
};
const statuses = { RESOURCE_EXHAUSTED: 8, UNAVAILABLE: 14 };

const noConnection = (why: string): string =>
  `No connection established. Last error: ${why}. Resolution note: `;

/** As gRPC and etcd 3.4 said it. */
const SAID = [
  [
    14,
    noConnection('Error: connect ECONNREFUSED 127.0.0.1:1'),
    'cannot be reached (connect ECONNREFUSED 127.0.0.1:1); check that it runs, and source-etcd.endpoints',
  ],
  [
    14,
    'Connection dropped',
    'cannot be reached (Connection dropped); check that it runs, and source-etcd.endpoints',
  ],
  [
    14,
    'Name resolution failed for target dns:nosuch.invalid:1',
    'its name is not known; check source-etcd.endpoints, and DNS',
  ],
  [
    14,
    noConnection('Error: unable to verify the first certificate'),
    'its certificate is not trusted (unable to verify the first certificate); check source-etcd.tls.ca',
  ],
  [
    14,
    noConnection(
      "Error: Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list",
    ),
    /^its certificate is for another name .*; check that it runs, and source-etcd.endpoints$/,
  ],
  [
    14,
    noConnection('Error: certificate has expired'),
    'its certificate is not valid now (certificate has expired); renew it, or check the clock',
  ],
  [
    14,
    noConnection(
      '80BC:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 42\n (2026-11-27T04:56:21.390Z)',
    ),
    'refuses our certificate (sslv3 alert bad certificate); check source-etcd.tls.cert and key',
  ],
  [
    14,
    noConnection(
      'Error: Client network socket disconnected before secure TLS connection was established',
    ),
    /^does not speak TLS .*; write http: in source-etcd.endpoints$/,
  ],
  [
    14,
    noConnection('Failed to connect (2026-11-27T04:56:21.001Z)'),
    /^ends the connection at once; .*begin with https:$/,
  ],
  [
    3,
    'etcdserver: authentication failed, invalid user ID or password',
    /^refuses user kith .*; check source-etcd.user and passwordFile$/,
  ],
  [3, 'etcdserver: user name is empty', 'wants a user; set source-etcd.user and passwordFile'],
  [
    7,
    'etcdserver: permission denied',
    /^user kith may not read source-etcd.prefix; .*etcdctl role grant-permission/,
  ],
  [16, 'etcdserver: invalid auth token', /^takes our token no longer .*gets another one$/],
  [3, 'etcdserver: revision of auth store is old', /^takes our token no longer/],
  [14, 'etcdserver: no leader', /^has lost the other members .*start them/],
  [2, 'some\u001b[31m\nthing', 'fails: some [31m thing'],
] as const;

describe('what is said of a failure', () => {
  it.each(SAID)('%i %.70s', (code, details, expected) => {
    const { message, kind } = explainFailure({ code, details }, { access, statuses });
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
    expect(kind).toBe('other');
  });

  it.each([
    [11, 'etcdserver: mvcc: required revision has been compacted', 'compacted'],
    [9, 'etcdserver: authentication is not enabled', 'no-users'],
    [8, 'Received message larger than max (9000000 vs 8388608)', 'too-large'],
  ])('%i %s is something to do for us', (code, details, kind) => {
    expect(explainFailure({ code, details }, { access, statuses }).kind).toBe(kind);
  });
});
