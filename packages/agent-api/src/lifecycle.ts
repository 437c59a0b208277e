/** What a plugin has running. Constructors allocate, `start` acquires, `stop` releases; each idempotent. */
export interface Lifecycle {
  /**
   * Resolves when it works. The signal aborts when the plugin is to end: at shutdown all signals
   * abort first, then the plugins stop in reverse order, so whoever sees its own signal aborted
   * knows that what happens to its peers now is no news.
   * @throws AgentError when it cannot work; what was started before it is then stopped
   */
  start(signal: AbortSignal): Promise<void>;
  /** Called on every started plugin once all have started; in order. */
  started?(): void;
  /** Resolves when sockets, timers and tasks are gone; also called after a `start` that failed halfway. */
  stop(): Promise<void>;
}
