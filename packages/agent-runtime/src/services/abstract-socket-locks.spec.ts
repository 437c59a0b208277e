import { randomUUID } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import { isAgentError } from '@kith/agent-api';

import { SystemClock } from '../system-clock.js';
import { AbstractSocketLocks } from './abstract-socket-locks.js';

describe('AbstractSocketLocks', () => {
  const locks = new AbstractSocketLocks('tiny', new SystemClock());

  it('has one holder, and tells others who that is', async () => {
    const name = randomUUID();
    const lock = await locks.acquire(name);
    const error: unknown = await locks.acquire(name).catch((thrown: unknown) => thrown);
    expect(isAgentError(error, 'already-running')).toBe(true);
    expect(String(error)).toContain(`another tiny (pid ${process.pid}) holds the lock "${name}"`);
    expect(await locks.holder(name)).toBe(`pid ${process.pid}`);
    await lock.release();
    expect(await locks.holder(name)).toBeUndefined();
    const again = await locks.acquire(name);
    await again.release();
    await again.release();
  });

  it('keeps agents of another kind apart', async () => {
    const name = randomUUID();
    const lock = await locks.acquire(name);
    const other = await new AbstractSocketLocks('other', new SystemClock()).acquire(name);
    await Promise.all([lock.release(), other.release()]);
  });
});
