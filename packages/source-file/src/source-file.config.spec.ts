import { describe, expect, it } from '@jest/globals';

import { pathCheck } from './path-check.js';
import { sourceFileConfig } from './source-file.config.js';

describe('the config', () => {
  it('is everything of both families, once there is a path', () => {
    const config = sourceFileConfig.parse({});
    expect(config).toEqual({ selector: '', families: ['ipv4', 'ipv6'] });
    expect(pathCheck.check(config)).toMatchObject([{ severity: 'error', path: ['path'] }]);
    expect(pathCheck.check({ ...config, path: '/etc/kith/nodes.yaml' })).toEqual([]);
  });

  it('says what is wrong with a selector', () => {
    const { error } = sourceFileConfig.safeParse({ selector: 'role~worker' });
    expect(error?.issues).toMatchObject([
      { path: ['selector'], message: expect.stringContaining('"role~worker" is no part') },
    ]);
  });
});
