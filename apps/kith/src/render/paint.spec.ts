import { describe, expect, it } from '@jest/globals';

import { painter } from './paint.js';

describe('painter', () => {
  it('adds nothing where colors are off', () => {
    expect(painter(false)('red', 'gone')).toBe('gone');
  });

  it('wraps the text where they are on', () => {
    expect(painter(true)('red', 'gone')).toBe('\u001b[31mgone\u001b[39m');
  });
});
