import { expect, it } from '@jest/globals';

import { plainText } from './plain-text.js';

it('is in one line that is not long, without what a terminal acts on', () => {
  expect(plainText('a\n\u001b[31mb\u202ec\u009bd')).toBe('a [31mb c d');
  expect(plainText('x'.repeat(1000))).toBe(`${'x'.repeat(100)}...`);
  expect(plainText('x'.repeat(100))).toBe('x'.repeat(100));
  expect(plainText('abc', 2)).toBe('ab...');
});
