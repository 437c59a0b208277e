import type { PathWatch } from './path-watch.js';

/** Tells what a test has it tell. */
export class FakePathWatch implements PathWatch {
  /** What is watched; undefined = nothing. */
  at: string | undefined;
  /** Given by the next calls. */
  failure: Error | undefined;
  private onEvent = (): void => undefined;

  follow(at: string, onEvent: () => void): Promise<Error | undefined> {
    this.at = at;
    this.onEvent = onEvent;
    return Promise.resolve(this.failure);
  }

  close(): void {
    this.at = undefined;
  }

  /** As if something had happened there. */
  event(): void {
    this.onEvent();
  }
}
