import { isDeepStrictEqual } from 'node:util';

import type { Cancel, Config } from '@kith/agent-api';

type Listener = (next: unknown, previous: unknown) => void;

/** Tells every listener, also when one throws; answers what was thrown. */
export type Notify = () => readonly unknown[];

/** One plugin's config, as the plugin sees it. */
export class ConfigCell implements Config<unknown> {
  readonly #listeners = new Set<Listener>();
  #current: unknown;

  constructor(initial: unknown) {
    this.#current = initial;
  }

  get current(): unknown {
    return this.#current;
  }

  onChange(listener: Listener): Cancel {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Replaces the config and tells nobody yet; answers how to tell them, if that changed something. */
  replace(next: unknown): Notify | undefined {
    const previous = this.#current;
    if (isDeepStrictEqual(previous, next)) return undefined;
    this.#current = next;
    return () => this.#notify(next, previous);
  }

  #notify(next: unknown, previous: unknown): readonly unknown[] {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(next, previous);
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }
}
