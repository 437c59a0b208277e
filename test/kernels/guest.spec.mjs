import { expect, test } from '@jest/globals';

import { readReport } from './guest.mjs';
import { parseLdd } from './libraries.mjs';

test('what came through the port counts, a line that was cut off does not', () => {
  const lines = '{"probe":{"kernel":"5.10"}}\n{"result":{"row":"A1"}}\n';
  const report = { probe: { kernel: '5.10' }, results: [{ row: 'A1' }] };
  expect(readReport(`${lines}{"result":{"ro`)).toEqual({ ...report, isDone: false });
  expect(readReport(`${lines}{"done":true}\n`)).toEqual({ ...report, isDone: true });
});

test('a file that could not be run is a problem of the guest', () => {
  const text = '{"problem":"scenarios/parking: something failed"}\n{"done":true}\n';
  expect(readReport(text)).toMatchObject({
    problem: 'scenarios/parking: something failed',
    isDone: true,
  });
});

test('a guest that reported nothing is one without results', () => {
  expect(readReport('')).toEqual({ probe: undefined, results: [], isDone: false });
});

test('the libraries of a program are those that are files, and its loader', () => {
  const text = `\tlinux-vdso.so.1 (0x00007ff6a79fa000)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007ff6a731e000)
\tlibc.musl-x86_64.so.1 => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007ff6a79fc000)
`;
  expect(parseLdd(text)).toEqual([
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/lib64/ld-linux-x86-64.so.2',
  ]);
});
