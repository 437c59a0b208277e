import { describe, expect, it } from '@jest/globals';

import { labelSelector } from './label-selector.js';

const WORKER = { role: 'worker', zone: 'a', 'example.org/disk': 'ssd', gpu: '' };

describe('a label selector', () => {
  it.each([
    '',
    ' ',
    'role=worker',
    'role == worker',
    'zone!=b',
    'shelf!=7',
    'role=worker,zone=a',
    'role in (worker, router)',
    'role in (router,worker),zone in (a)',
    'zone notin (b,c)',
    'shelf notin (7)',
    'gpu',
    'gpu=',
    '!retired',
    '! retired',
    'example.org/disk=ssd',
  ])('%j fits', (text) => {
    expect(labelSelector(text)(WORKER)).toBe(true);
  });

  it.each([
    'role=router',
    'role!=worker',
    'role=worker,zone=b',
    'role in (router)',
    'shelf in (7)',
    'zone notin (a,b)',
    'retired',
    '!gpu',
    'gpu=1',
    'toString',
    'Role=worker',
  ])('%j does not fit', (text) => {
    expect(labelSelector(text)(WORKER)).toBe(false);
  });

  it.each(['role=', '!role'])(
    '%j has nothing to do with a node without labels but what it says',
    (text) => {
      expect(labelSelector(text)({})).toBe(text === '!role');
    },
  );

  it.each([
    '=worker',
    'role=a b',
    'role>7',
    'role in worker',
    'role in (a',
    'a,,b',
    ',',
    'role in (a,(b))',
    'role in (a b)',
  ])('%j cannot be read, and it says how one is written', (text) => {
    expect(() => labelSelector(text)).toThrow(/is no part of a label selector; write role=worker/);
  });
});
