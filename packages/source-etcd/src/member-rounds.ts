import { type Clock, errorMessage, type Health, type Logger } from '@kith/agent-api';

import type { EtcdAccess, EtcdClient } from './etcd-client.js';
import type { KeyFollower } from './key-follower.js';
import { RetryDelay } from './retry-delay.js';
import type { SourceEtcdConfig } from './source-etcd.config.js';

export interface RoundParts {
  readonly client: EtcdClient;
  readonly clock: Clock;
  /** Of the connection. */
  readonly health: Health;
  readonly logger: Logger;
  readonly follower: KeyFollower;
}

/** What was followed for so long had worked: its end is not the same failure again. */
const WORKED_AFTER = 5_000;

/** Follows one member after the other: the next one at once, and once all have failed after a pause. */
export class MemberRounds {
  private readonly delay: RetryDelay;
  /** Why each failed since one worked, the latest last. */
  private readonly failures = new Map<string, string>();
  private readonly endpoints: readonly string[];

  constructor(
    private readonly config: SourceEtcdConfig,
    private readonly parts: RoundParts,
    random: () => number = Math.random,
  ) {
    this.endpoints = [...new Set(config.endpoints)];
    this.delay = new RetryDelay(parts.clock, random);
  }

  /** Returns when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { endpoints } = this;
    for (let turn = 0; !signal.aborted; turn++) {
      const endpoint = endpoints[turn % endpoints.length] ?? '';
      const hasWorked = await this.follow(endpoint, signal);
      if (signal.aborted) return;
      if (!hasWorked && this.failures.size >= endpoints.length) await this.delay.wait(signal);
    }
  }

  /** Until it fails. @returns whether it had worked */
  private async follow(endpoint: string, signal: AbortSignal): Promise<boolean> {
    const { client, clock, follower, health, logger } = this.parts;
    let since: number | undefined;
    try {
      const connection = await client.connect(this.accessTo(endpoint), signal);
      try {
        await follower.follow(connection, signal, () => {
          health.ok();
          if (since !== undefined) return;
          since = clock.now();
          logger.info({ endpoint }, `follows ${this.config.prefix} at ${endpoint}`);
        });
      } finally {
        connection.close();
      }
    } catch (error) {
      // what fails because it was told to end is no news
      if (signal.aborted) return false;
      const hasWorked = since !== undefined && clock.now() - since >= WORKED_AFTER;
      if (hasWorked) {
        this.failures.clear();
        this.delay.reset();
      }
      this.failed(endpoint, errorMessage(error));
      return hasWorked;
    }
    return false;
  }

  private failed(endpoint: string, reason: string): void {
    const { follower, health, logger } = this.parts;
    this.failures.delete(endpoint);
    this.failures.set(endpoint, reason);
    logger.debug({ endpoint, reason }, `${endpoint}: ${reason}`);
    if (this.failures.size < this.endpoints.length) return;
    const byReason = new Map<string, readonly string[]>();
    for (const [name, why] of this.failures)
      byReason.set(why, [...(byReason.get(why) ?? []), name]);
    const told = [...byReason].map(([why, names]) => `${names.join(', ')}: ${why}`);
    const held = follower.hasListed ? 'what it asked for stays' : 'nothing is removed until then';
    health.degraded(`${told.join('; ')}; ${held}`);
  }

  private accessTo(endpoint: string): EtcdAccess {
    const { tls, user, passwordFile } = this.config;
    const present = Object.entries(tls).filter(([, file]) => file !== undefined);
    return {
      endpoint,
      tls: Object.fromEntries(present),
      ...(user !== undefined &&
        passwordFile !== undefined && { user: { name: user, passwordFile } }),
    };
  }
}
