import { describe, expect, it, jest } from '@jest/globals';

import { eventually } from './eventually.js';

describe('eventually', () => {
  it('waits until the check holds and says how long that took', async () => {
    const answers = [() => false, () => Promise.reject(new Error('not yet')), () => 'anything'];
    let asked = 0;
    const elapsed = await eventually(() => answers[asked++]?.());
    expect(asked).toBe(3);
    expect(elapsed).toBeGreaterThan(0);
  });

  it('gives up after the deadline and says what it saw last', async () => {
    const never = eventually(() => Promise.reject(new Error('2 of 3')), {
      within: 30,
      describe: 'all are there',
    });
    await expect(never).rejects.toThrow('all are there: not within 30 ms; last seen: 2 of 3');
  });

  it('waits longer on a machine that is said to be slow', async () => {
    process.env['KITH_LAB_SLOWNESS'] = '5';
    try {
      jest.resetModules();
      const slow = await import('./eventually.js');
      const never = slow.eventually(() => false, { within: 10 });
      await expect(never).rejects.toThrow('not within 50 ms');
    } finally {
      delete process.env['KITH_LAB_SLOWNESS'];
      jest.resetModules();
    }
  });

  it('checks once even where there is no time', async () => {
    await expect(eventually(() => true, { within: 0 })).resolves.toBeGreaterThanOrEqual(0);
  });
});
