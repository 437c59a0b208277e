import {
  AgentError,
  type ConfigCheck,
  type ConfigFinding,
  contributionsById,
  errorMessage,
  Logger,
} from '@kith/agent-api';
import { KernelCapabilities, NeighborStrategy } from '@kith/neighbor-api';
import { inject, injectable, multiInject, named } from 'inversify';

import type { NeighborControllerConfig } from './neighbor-controller.config.js';

type Wanted = Pick<NeighborControllerConfig, 'strategy' | 'discovery'>;

/** The strategy in force, and why it is that one. */
@injectable()
export class StrategyChoice implements ConfigCheck {
  readonly plugin = 'neighbor-controller';
  private readonly strategies: ReadonlyMap<string, NeighborStrategy>;
  private chosen: { readonly strategy: NeighborStrategy; readonly reason: string } | undefined;

  constructor(
    @multiInject(NeighborStrategy) strategies: readonly NeighborStrategy[],
    @inject(KernelCapabilities) private readonly capabilities: KernelCapabilities,
    @inject(Logger) @named('neighbor-controller') private readonly logger: Logger,
  ) {
    this.strategies = contributionsById(strategies);
  }

  get current(): NeighborStrategy {
    if (!this.chosen) throw new AgentError('internal', 'no strategy was chosen yet');
    return this.chosen.strategy;
  }

  /** `none` before the choice: whoever shows it may ask early. */
  get id(): string {
    return this.chosen?.strategy.id ?? 'none';
  }

  get reason(): string {
    return this.chosen?.reason ?? 'not chosen yet';
  }

  /**
   * Takes the strategy that the config names, or with `auto` the first that this kernel supports. Answers whether
   * it is another than before; one that is refused leaves the one before in force.
   * @throws AgentError `feature-missing` when the kernel lacks it, `config-invalid` when this agent does; not with
   * discovery off, where nothing is written
   */
  choose({ strategy, discovery }: Wanted): boolean {
    const before = this.chosen?.strategy;
    const fallback = [...this.strategies.values()][0];
    try {
      this.chosen = this.pick(strategy);
    } catch (error) {
      if (discovery || !fallback) throw error;
      this.chosen = { strategy: fallback, reason: 'discovery is off: it only removes' };
    }
    if (this.current === before) return false;
    this.logger.info(
      { strategy: this.current.id, reason: this.reason },
      `strategy ${this.current.id}: ${this.current.description}`,
    );
    return before !== undefined;
  }

  /** Before the first choice nothing is known of this kernel. */
  check({ strategy, discovery }: Wanted): readonly ConfigFinding[] {
    try {
      if (strategy !== 'auto') this.find(strategy);
      if (this.chosen && discovery) this.pick(strategy);
      return [];
    } catch (error) {
      return [{ severity: 'error', path: ['strategy'], message: errorMessage(error) }];
    }
  }

  private pick(id: string): { strategy: NeighborStrategy; reason: string } {
    return id === 'auto' ? this.best() : this.named(id);
  }

  private best(): { strategy: NeighborStrategy; reason: string } {
    for (const strategy of this.strategies.values()) {
      if (!this.whyNot(strategy))
        return { strategy, reason: 'auto: the first that this kernel supports' };
    }
    const reasons = [...this.strategies.values()].map((strategy) => this.whyNot(strategy));
    throw new AgentError(
      'feature-missing',
      `no strategy of this agent works on this kernel: ${reasons.join('; ')}. ` +
        'Use an agent with the strategy agent-refresh, which works on any',
    );
  }

  private named(id: string): { strategy: NeighborStrategy; reason: string } {
    const strategy = this.find(id);
    const obstacle = this.whyNot(strategy);
    if (obstacle === undefined) return { strategy, reason: 'named by the config' };
    throw new AgentError(
      'feature-missing',
      `strategy "${id}" does not work on this kernel: ${obstacle}. Set neighbor-controller.strategy to auto`,
    );
  }

  private find(id: string): NeighborStrategy {
    const strategy = this.strategies.get(id);
    if (strategy) return strategy;
    const known = [...this.strategies.keys()].join(', ');
    throw new AgentError(
      'config-invalid',
      `strategy "${id}" is not part of this agent; it has ${known}. Set neighbor-controller.strategy to one of these, or to auto`,
    );
  }

  /** Unknown counts as unsupported (ARCHITECTURE, KernelCapabilities). */
  private whyNot(strategy: NeighborStrategy): string | undefined {
    const lacking = strategy.requires
      .map((name) => this.capabilities.get(name))
      .find(({ status }) => status !== 'supported');
    return (
      lacking &&
      `${strategy.id} needs ${lacking.name}, which is ${lacking.status} (${lacking.evidence})`
    );
  }
}
