/**
 * Who asks for access, one after the other: a program that gives tokens may take its time and cannot be told to end, so that
 * one that hangs must not be begun again with each try.
 */
export class AccessTurns {
  private last: { readonly whose: object; readonly over: Promise<void> } | undefined;

  /**
   * @param whose of another one nothing is waited for: it may be the one that is mended
   * @throws what `ask` does, or the signal's reason; what was begun goes on
   */
  async take(whose: object, ask: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (this.last?.whose === whose) await orAborted(this.last.over, signal);
    const asked = ask();
    const turn = { whose, over: asked.then(over, over) };
    this.last = turn;
    void turn.over.then(() => {
      if (this.last === turn) this.last = undefined;
    });
    await orAborted(asked, signal);
  }
}

function over(): void {
  // well or not
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
