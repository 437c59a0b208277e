import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';

import { key, keyInfo } from './config.js';

describe('key', () => {
  it('attaches what is known of a key to the very schema', () => {
    const info = { description: 'How many.', reload: 'live' } as const;
    const schema = key(z.number().default(1), info);
    expect(keyInfo(schema)).toEqual(info);
    expect(schema.parse(undefined)).toBe(1);
  });

  it('knows nothing of other schemas', () => {
    expect(keyInfo(z.number())).toBeUndefined();
  });
});
