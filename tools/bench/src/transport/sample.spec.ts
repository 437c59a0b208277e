import { describe, expect, it } from '@jest/globals';

import { checked, cpuRatio, each, ratio, readSample, type Sample } from './sample.js';

const sample = (wall: number, count = 10): Sample => ({ wall, count, cpu: wall + 10 });

describe('a sample', () => {
  it('is read from what a process prints', () => {
    const text = '{"count":10,"wall":25,"cpu":20}\n';
    expect(readSample(text, 10, 'limit')).toEqual({ count: 10, wall: 25, cpu: 20 });
  });

  it('counts only with all that was asked for', () => {
    expect(() => checked(sample(1, 9), 10, 'limit write')).toThrow('limit write: 9 instead of 10');
  });
});

describe('samples', () => {
  it('come to the median for one entry', () => {
    expect(each([sample(30), sample(10), sample(20)])).toBe(2);
  });

  it('are compared round by round', () => {
    const [ours, least] = [
      [30, 200, 20].map((wall) => sample(wall)),
      [10, 100, 20].map((wall) => sample(wall)),
    ];
    expect(ratio(ours, least)).toBe(2);
  });

  it('are compared by CPU each in its best round', () => {
    const [ours, least] = [
      [30, 200, 25].map((wall) => sample(wall)),
      [10, 100, 20].map((wall) => sample(wall)),
    ];
    expect(cpuRatio(ours, least)).toBe(35 / 20);
  });
});
