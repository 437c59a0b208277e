import { describe, expect, it } from '@jest/globals';

import { HELP, readOptions } from './options.js';

describe('readOptions', () => {
  it('wants everything and writes nothing by default', () => {
    expect(readOptions([])).toEqual({
      isHelp: false,
      only: ['startup', 'scale', 'refresh', 'transport'],
      isShort: false,
      checks: false,
      writesBaseline: false,
      writesDocs: false,
    });
  });

  it('takes sections by name', () => {
    const options = readOptions(['--only', 'transport,startup', '--short', '--json', 'a.json']);
    expect(options).toMatchObject({
      only: ['transport', 'startup'],
      isShort: true,
      json: 'a.json',
    });
  });

  it.each([
    [['--only', 'transport,nothing'], 'no section "nothing": startup, scale, refresh, transport'],
    [['--check', '--write-baseline'], 'compared with itself'],
    [['--long'], '--long'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

describe('the help', () => {
  it('names each section', () => {
    for (const name of readOptions([]).only) expect(HELP).toContain(`      ${name} `);
  });
});
