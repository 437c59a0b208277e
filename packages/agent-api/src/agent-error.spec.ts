import { describe, expect, it } from '@jest/globals';

import { AgentError, errorMessage, isAgentError } from './agent-error.js';

describe('AgentError', () => {
  it('is told by its code', () => {
    const error = new AgentError('not-found', 'there is no such thing');
    expect(isAgentError(error)).toBe(true);
    expect(isAgentError(error, 'not-found')).toBe(true);
    expect(isAgentError(error, 'internal')).toBe(false);
    expect(isAgentError(new Error('not-found'))).toBe(false);
  });

  it('keeps its cause, and has none when none was given', () => {
    const cause = new Error('deeper');
    expect(new AgentError('internal', 'broken', { cause }).cause).toBe(cause);
    expect('cause' in new AgentError('internal', 'broken')).toBe(false);
  });
});

describe('errorMessage', () => {
  it('makes one line of whatever was thrown', () => {
    expect(errorMessage(new Error('no'))).toBe('no');
    expect(errorMessage('no')).toBe('no');
    expect(errorMessage(undefined)).toBe('undefined');
  });
});
