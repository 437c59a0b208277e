import type { Cancel, Config } from '@kith/agent-api';

type Listener<T> = (next: T, previous: T) => void;

/** A config that a test reloads with `set()`. */
export class FakeConfig<T> implements Config<T> {
  #current: T;
  readonly #listeners = new Set<Listener<T>>();

  constructor(initial: T) {
    this.#current = initial;
  }

  get current(): T {
    return this.#current;
  }

  /** Listeners that were not taken back. */
  get listeners(): number {
    return this.#listeners.size;
  }

  onChange(listener: Listener<T>): Cancel {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Replaces the config, as a reload does. What a listener throws, it throws. */
  set(next: T): void {
    const previous = this.#current;
    this.#current = next;
    for (const listener of [...this.#listeners]) listener(next, previous);
  }
}
