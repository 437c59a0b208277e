import { AgentError } from '@kith/agent-api';
import type { InstanceLock, InstanceLocks } from '@kith/agent-api';

/** Locks of this process. Add a name to `held` to play the other process. */
export class FakeInstanceLocks implements InstanceLocks {
  readonly held = new Set<string>();

  holder(name: string): Promise<string | undefined> {
    return Promise.resolve(this.held.has(name) ? 'pid 4711' : undefined);
  }

  acquire(name: string): Promise<InstanceLock> {
    if (this.held.has(name)) {
      return Promise.reject(new AgentError('already-running', `the lock "${name}" is held`));
    }
    this.held.add(name);
    return Promise.resolve({
      release: () => {
        this.held.delete(name);
        return Promise.resolve();
      },
    });
  }
}
