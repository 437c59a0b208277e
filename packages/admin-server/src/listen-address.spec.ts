import { describe, expect, it } from '@jest/globals';

import { adminServerConfig } from './admin-server.config.js';
import { parseListenAddress } from './listen-address.js';

describe('parseListenAddress', () => {
  it.each([
    ['127.0.0.1:9880', { host: '127.0.0.1', port: 9880 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
  ])('reads %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each(['9880', ':9880', '::1:80', '[127.0.0.1]:80', '127.0.0.1:65536', '127.0.0.1:', 'a b:1'])(
    'refuses %s',
    (text) => {
      expect(parseListenAddress(text)).toBeUndefined();
    },
  );
});

describe('adminServerConfig', () => {
  it('has a default for every key', () => {
    expect(adminServerConfig.parse({})).toEqual({
      socket: '/run/kith/kith.sock',
      http: '127.0.0.1:9880',
    });
  });

  it('takes off, and says what else to write', () => {
    expect(adminServerConfig.parse({ http: 'off' }).http).toBe('off');
    expect(adminServerConfig.safeParse({ http: 'on' }).error?.message).toContain('127.0.0.1:9880');
  });
});
