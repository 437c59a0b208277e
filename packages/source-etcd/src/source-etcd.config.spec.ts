import { describe, expect, it } from '@jest/globals';

import { accessCheck } from './access-check.js';
import { sourceEtcdConfig } from './source-etcd.config.js';

const said = (config: object): readonly string[] =>
  accessCheck
    .check(sourceEtcdConfig.parse(config))
    .map(({ severity, path, message }) => `${severity} ${path.join('.')} ${message}`);

const S = { endpoints: ['https://10.0.0.1:2379'] };

describe('the config', () => {
  it('is an etcd on this host, and all nodes of it', () => {
    expect(sourceEtcdConfig.parse({})).toEqual({
      endpoints: ['http://127.0.0.1:2379'],
      prefix: '/kith/nodes/',
      tls: {},
      selector: '',
      families: ['ipv4', 'ipv6'],
    });
    expect(said({})).toEqual([]);
  });

  it.each([
    [{ endpoints: [] }],
    [{ endpoints: ['10.0.0.1:2379'] }],
    [{ endpoints: ['http://10.0.0.1'] }],
    [{ endpoints: ['http://user:password@10.0.0.1:2379'] }],
    [{ endpoints: ['http://10.0.0.1:2379/v3'] }],
    [{ prefix: '' }],
    [{ prefix: '/' }],
    [{ prefix: '/kith/nodes' }],
    [{ password: 'secret' }],
  ])('is not %j', (config) => {
    expect(sourceEtcdConfig.safeParse(config).success).toBe(false);
  });

  it.each([
    [{ endpoints: ['http://etcd-1:2379', 'https://[fd00::1]:2379/'] }],
    [{ ...S, tls: { ca: 'ca', cert: 'cert', key: 'key' }, user: 'kith', passwordFile: 'p' }],
  ])('may be %j', (config) => {
    expect(said(config)).toEqual([]);
  });

  it.each([
    [{ ...S, user: 'kith' }, /^error user has no password; set passwordFile/],
    [{ ...S, passwordFile: 'p' }, /^error passwordFile is of no user; set user/],
    [{ ...S, tls: { cert: 'c' } }, /^error tls.cert has no key; set tls.key/],
    [{ ...S, tls: { key: 'k' } }, /^error tls.key is of no certificate; set tls.cert/],
    [{ tls: { ca: 'ca' } }, /^error endpoints http:.*write https:/],
    [{ user: 'kith', passwordFile: 'p' }, /^warning endpoints the password of kith.*use https:/],
  ])('says what does not go together in %j', (config, expected) => {
    expect(said(config)).toEqual([expect.stringMatching(expected)]);
  });
});
