import { AgentError, type AgentErrorCode } from '@kith/agent-api';
import { describe, expect, it } from '@jest/globals';

import { exitCode } from './exit-code.js';

describe('exitCode', () => {
  it.each<[AgentErrorCode, number]>([
    ['config-invalid', 2],
    ['bad-request', 2],
    ['privilege-missing', 3],
    ['feature-missing', 4],
    ['already-running', 1],
    ['not-running', 1],
    ['not-found', 1],
    ['internal', 1],
  ])('ends %s with %d', (code, expected) => {
    expect(exitCode(new AgentError(code, 'x'))).toBe(expected);
  });

  it('ends whatever else was thrown with 1', () => {
    expect(exitCode(new Error('x'))).toBe(1);
    expect(exitCode('x')).toBe(1);
  });
});
