import type { PluginRunner } from './plugin-runner.js';

/** Starts plugins in the order of the list and stops them in reverse. One call at a time. */
export class Supervisor {
  constructor(private readonly runners: readonly PluginRunner[]) {}

  /**
   * Starts those that `isWanted` and do not run.
   * @throws what a plugin threw, after stopping, in reverse, all that this call started
   */
  async start(isWanted: (id: string) => boolean): Promise<void> {
    const wanted = this.runners.filter(({ plugin, state }) => isIdle(state) && isWanted(plugin.id));
    for (const runner of wanted) runner.prepare();
    try {
      for (const runner of wanted) await runner.start();
      for (const runner of wanted) runner.started();
    } catch (error) {
      await stopAll(wanted);
      throw error;
    }
  }

  /** Tells every plugin that it is to end; a start that is under way fails. */
  abort(): void {
    for (const runner of this.runners) runner.abort();
  }

  /** Stops those that `isUnwanted`; never throws. */
  async stop(isUnwanted: (id: string) => boolean = () => true): Promise<void> {
    await stopAll(this.runners.filter(({ plugin }) => isUnwanted(plugin.id)));
  }
}

function isIdle(state: PluginRunner['state']): boolean {
  return state === 'off' || state === 'failed';
}

async function stopAll(runners: readonly PluginRunner[]): Promise<void> {
  for (const runner of runners) runner.abort();
  for (const runner of [...runners].reverse()) await runner.stop();
}
