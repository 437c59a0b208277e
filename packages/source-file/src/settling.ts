import type { Cancel, Clock } from '@kith/agent-api';

/** Acts once when what happens again and again has come to rest; while it does not, now and then. */
export class Settling {
  private first: number | undefined;
  private cancel: Cancel | undefined;

  /**
   * @param quiet milliseconds without anything = at rest
   * @param most milliseconds after the first that it acts in any case
   */
  constructor(
    private readonly clock: Clock,
    private readonly times: { readonly quiet: number; readonly most: number },
    private readonly act: () => void,
  ) {}

  happened(): void {
    const now = this.clock.now();
    this.first ??= now;
    this.cancel?.();
    const wait = Math.min(this.times.quiet, this.first + this.times.most - now);
    this.cancel = this.clock.timer(Math.max(0, wait), () => {
      this.stop();
      this.act();
    });
  }

  /** Forgets what happened. */
  stop(): void {
    this.cancel?.();
    this.cancel = this.first = undefined;
  }
}
