import { describe, expect, it } from '@jest/globals';

import { errnoName } from './errno-name.js';

describe('errnoName', () => {
  it.each([
    [1, 'EPERM'],
    [2, 'ENOENT'],
    [11, 'EAGAIN'],
    [95, 'EOPNOTSUPP'],
    [101, 'ENETUNREACH'],
    [113, 'EHOSTUNREACH'],
    [524, 'errno 524'],
  ])('%i is %s', (errno, name) => {
    expect(errnoName(errno)).toBe(name);
  });
});
