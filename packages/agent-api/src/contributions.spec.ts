import { describe, expect, it } from '@jest/globals';

import { isAgentError } from './agent-error.js';
import { contributionsById } from './contributions.js';

describe('contributionsById', () => {
  it('keeps the order of binding', () => {
    expect([...contributionsById([{ id: 'b' }, { id: 'a' }]).keys()]).toEqual(['b', 'a']);
  });

  it('refuses two with one id', () => {
    let refusal: unknown;
    try {
      contributionsById([{ id: 'a' }, { id: 'a' }]);
    } catch (error) {
      refusal = error;
    }
    expect(isAgentError(refusal, 'internal')).toBe(true);
    expect(String(refusal)).toContain('"a"');
  });
});
