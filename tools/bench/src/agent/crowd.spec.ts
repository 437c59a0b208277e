import { describe, expect, it } from '@jest/globals';

import { config, members } from './crowd.js';

describe('members', () => {
  it.each([
    { first: 0, expected: '10.64.0.0' },
    { first: 255, expected: '10.64.0.255' },
    { first: 256, expected: '10.64.1.0' },
    { first: 65_536, expected: '10.65.0.0' },
    { first: 131_071, expected: '10.65.255.255' },
  ])('has $expected at $first', ({ first, expected }) => {
    expect(members(1, first)).toEqual([expected]);
  });

  it('gives as many as are asked for, each once', () => {
    expect(new Set(members(100_000)).size).toBe(100_000);
  });
});

describe('config', () => {
  it('names no node where there is no address, and takes settings of other plugins', () => {
    expect(config([], { other: 1 })).toMatchObject({
      plugins: { 'source-static': { nodes: [] }, other: 1 },
    });
  });
});
