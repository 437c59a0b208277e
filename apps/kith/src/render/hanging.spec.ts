import { describe, expect, it } from '@jest/globals';

import { hanging } from './hanging.js';
import { painter } from './paint.js';

describe('hanging', () => {
  const text = 'every line of it ends in time, and begins below the first';

  it('leaves the text as it is where the reader has no limit', () => {
    expect(hanging('Why  ', text, undefined)).toBe(`Why  ${text}\n`);
  });

  it('goes on below the beginning of the text', () => {
    expect(hanging('Why  ', text, 30)).toBe(
      'Why  every line of it ends in\n     time, and begins below\n     the first\n',
    );
  });

  it('goes on below the prefix where that leaves too little room', () => {
    expect(hanging('at some time  ', 'one two three four', 25)).toBe(
      'at some time  one two\n  three four\n',
    );
  });

  it('does not count colors as width', () => {
    const red = painter(true)('red', 'every');
    expect(hanging('', `${red} line`, 10)).toBe(`${red} line\n`);
  });

  it('does not break words', () => {
    expect(hanging('', 'fd69:0:0:1:2:3:4:5 is long', 10)).toBe('fd69:0:0:1:2:3:4:5\nis long\n');
  });
});
