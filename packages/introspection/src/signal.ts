import type { Clock } from '@kith/agent-api';

/** Wakes one waiter; raised while nobody waits, it is remembered, once. */
export class Signal {
  private isRaised = false;
  private wake: (() => void) | undefined;

  constructor(private readonly abort: AbortSignal) {}

  raise(): void {
    this.isRaised = true;
    this.wake?.();
  }

  /** Resolves when raised since the last wait, or aborted. */
  async wait(): Promise<void> {
    if (!this.isRaised && !this.abort.aborted) {
      await this.until((wake) => {
        this.wake = wake;
        return () => (this.wake = undefined);
      });
    }
    this.isRaised = false;
  }

  /** Resolves after `ms`, or when aborted. */
  pause(clock: Pick<Clock, 'timer'>, ms: number): Promise<void> {
    return this.until((wake) => clock.timer(ms, wake));
  }

  private async until(arm: (wake: () => void) => () => void): Promise<void> {
    if (this.abort.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        disarm();
        this.abort.removeEventListener('abort', done);
        resolve();
      };
      const disarm = arm(done);
      this.abort.addEventListener('abort', done, { once: true });
    });
  }
}
