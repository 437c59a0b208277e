import type { ServiceIdentifier } from 'inversify';

/** Locks that only one process at a time can hold; they vanish with it, however it ends. How far they reach, the runtime says. */
export interface InstanceLocks {
  /** @throws AgentError `already-running` while another process holds it */
  acquire(name: string): Promise<InstanceLock>;
  /** Who holds it, `pid 4711` or `pid unknown`; undefined = nobody. */
  holder(name: string): Promise<string | undefined>;
}

/** A lock that is held; releasing it twice is fine. */
export interface InstanceLock {
  release(): Promise<void>;
}

export const InstanceLocks = Symbol.for(
  '@kith/agent-api/InstanceLocks',
) as ServiceIdentifier<InstanceLocks>;
