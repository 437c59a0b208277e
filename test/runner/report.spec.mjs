import { describe, expect, it } from '@jest/globals';

import { problems, table } from './report.mjs';

const expected = {
  strategies: ['managed', 'permanent'],
  rows: [['A1', 'A2'], ['B11']],
  notApplicable: [
    { rows: ['A1', 'A2', 'B11'], strategies: ['permanent'], why: 'not in this version' },
  ],
  skips: [{ row: 'B11', needs: 'vrf' }],
};

function result(row, more = {}) {
  return {
    row,
    strategy: 'managed',
    title: 'works',
    outcome: 'passed',
    took: {},
    notes: [],
    ...more,
  };
}

const skip = { outcome: 'skipped', needs: 'vrf', reason: 'no vrf devices in this kernel' };
const passed = ['A1', 'A2', 'B11'].map((row) => result(row));

describe('table', () => {
  it('says of each row and strategy how it went, with the worst times', () => {
    const results = [
      result('A1', { took: { resolved: 12 } }),
      result('A1', { took: { resolved: 30, gone: 7 }, notes: ['CPU 3 ms'] }),
      result('A2', { outcome: 'failed', title: 'IPv6' }),
      result('B11'),
      result('B11', skip),
      result('B11', { ...skip, title: 'also' }),
    ];
    expect(table(results, expected, true).split('\n')).toEqual([
      'row  managed                                       permanent',
      'A1   pass, resolved 30 ms, gone 7 ms, CPU 3 ms     not applicable: not in this version',
      'A2   FAIL: 1 of 1                                  not applicable: not in this version',
      'B11  pass, skipped: no vrf devices in this kernel  not applicable: not in this version',
    ]);
  });

  it('shows a row that no test reported, unless only some tests were asked for', () => {
    expect(table([], expected, true)).toContain('A1   NO TEST');
    expect(table([], expected, false)).not.toContain('A1');
  });
});

describe('problems', () => {
  it('has none when all rows were tested', () => {
    expect(problems(passed, expected, true)).toEqual([]);
    expect(problems([...passed, result('B11', skip)], expected, true)).toEqual([]);
  });

  it('names a listed row that no test reported, unless only some tests were asked for', () => {
    const some = passed.slice(1);
    expect(problems(some, expected, true)).toEqual([
      'A1 managed: listed in rows.json, and no test reported it',
    ]);
    expect(problems(some, expected, false)).toEqual([]);
  });

  it('expects no test of the rows that a strategy is excused from, and one of all others', () => {
    const excused = [
      { rows: ['A2'], strategies: ['managed'], why: 'the kernel does it' },
      { rows: ['A2', 'B11'], strategies: ['managed', 'permanent'], why: 'not yet' },
    ];
    const some = { ...expected, notApplicable: excused };
    const reported = [result('A1'), result('B11')];
    expect(problems(reported, some, true)).toEqual([
      'A1 permanent: listed in rows.json, and no test reported it',
    ]);
    expect(table(reported, some, true).split('\n').slice(1)).toEqual([
      'A1   pass                                NO TEST',
      'A2   not applicable: the kernel does it  not applicable: not yet',
      'B11  pass                                not applicable: not yet',
    ]);
  });

  it('names a row and a strategy that are not listed', () => {
    const odd = [result('Z9'), result('A1', { strategy: 'magic' })];
    expect(problems([...passed, ...odd], expected, true)).toEqual([
      'Z9 managed: works: the row is not listed in rows.json',
      'A1 magic: works: the strategy is not listed in rows.json',
    ]);
  });

  it('names a skip that is not agreed to', () => {
    const odd = [result('A1', skip), result('B11', { ...skip, needs: 'bond' })];
    expect(problems([...passed, ...odd], expected, true)).toHaveLength(2);
  });
});
