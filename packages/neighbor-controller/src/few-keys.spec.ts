import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FewKeys } from './few-keys.js';

it('is a set that keeps the order in which they came', () => {
  const step = fc.record({ adds: fc.boolean(), key: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const few = new FewKeys<string>();
      const model = new Set<string>();
      for (const { adds, key } of steps) {
        if (adds) {
          few.add(key);
          model.add(key);
        } else {
          few.delete(key);
          model.delete(key);
        }
        expect([...few]).toEqual([...model]);
        expect(few.size).toBe(model.size);
        for (const any of ['a', 'b', 'c']) expect(few.has(any)).toBe(model.has(any));
      }
    }),
  );
});
