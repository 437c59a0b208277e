import { describe, expect, it } from '@jest/globals';

import { rounds } from './rounds.js';

describe('rounds', () => {
  const turns: string[] = [];
  const contestant = (name: string) => ({
    name,
    run: () => Promise.resolve(turns.push(name)),
  });

  it('let each begin in turn, and leave the first round out', async () => {
    const results = await rounds(2, ['a', 'b', 'c'].map(contestant));
    expect(turns.join('')).toBe('abcbcacab');
    expect(Object.fromEntries(results)).toEqual({ a: [6, 8], b: [4, 9], c: [5, 7] });
  });

  it('end with what one of them failed with', async () => {
    const failing = { name: 'b', run: () => Promise.reject(new Error('no such device')) };
    await expect(rounds(1, [contestant('a'), failing])).rejects.toThrow('no such device');
  });
});
