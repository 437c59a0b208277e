import type { Cancel, Clock } from '@kith/agent-api';
import { refused, type SimulatedClient } from '@kith/neighbor-testing';
import { type NeighborKey, neighborKey } from '@kith/net-types';
import type {
  DumpRow,
  DumpTable,
  NotificationListener,
  RtGroup,
  RtnetlinkClient,
  RtRequest,
  RtResult,
  Subscription,
} from '@kith/rtnetlink';

/** Nothing that a process waits for comes after its end. A promise of its own: what waits for it keeps a whole agent. */
const never = (): Promise<never> => new Promise(() => undefined);

/** Turns that an answer may take, one after the other: what meets what differs from time to time, and replays. */
const TURNS = [0, 3, 1, 0, 6, 0, 1, 2, 0, 12, 1];

/** The clock and the client of a process that can be killed at any moment: from then on nothing of it happens any more. */
export class Mortal implements Clock, RtnetlinkClient {
  /** Sees every batch of requests before it is carried out. */
  onRequest: (requests: readonly RtRequest[]) => void = () => undefined;
  /** How often writes of an entry are still refused. */
  readonly refusals = new Map<NeighborKey, number>();

  private isDead = false;
  private readonly timers = new Set<Cancel>();
  private yields = 0;

  constructor(
    private readonly clock: Clock,
    private readonly client: SimulatedClient,
  ) {}

  kill(): void {
    this.isDead = true;
    for (const cancel of this.timers) cancel();
    this.client.close();
  }

  now(): number {
    return this.clock.now();
  }

  wallTime(): Date {
    return this.clock.wallTime();
  }

  timer(ms: number, callback: () => void): Cancel {
    if (this.isDead) return () => undefined;
    const cancel = this.clock.timer(ms, () => {
      this.timers.delete(cancel);
      callback();
    });
    this.timers.add(cancel);
    return () => {
      this.timers.delete(cancel);
      cancel();
    };
  }

  async yield(): Promise<void> {
    const turns = TURNS[this.yields++ % TURNS.length] ?? 0;
    for (let i = 0; i <= turns; i++) await this.unlessDead(this.clock.yield());
  }

  async request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    if (this.isDead) return never();
    this.onRequest(requests);
    const isRefused = requests.map((request) => this.isRefused(request));
    const others = requests.filter((_, i) => !isRefused[i]);
    const results = [...(await this.unlessDead(this.client.request(others)))];
    return isRefused.map((is) => (is ? refused('ENOMEM') : (results.shift() as RtResult)));
  }

  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    return this.isDead ? never() : this.unlessDead(this.client.dump(table));
  }

  subscribe(groups: readonly RtGroup[], listener: NotificationListener): Promise<Subscription> {
    return this.isDead ? never() : this.client.subscribe(groups, listener);
  }

  close(): void {
    this.client.close();
  }

  private isRefused(request: RtRequest): boolean {
    if (request.type !== 'set-neighbor' && request.type !== 'delete-neighbor') return false;
    const key = neighborKey(request.ifindex, request.address);
    const times = this.refusals.get(key) ?? 0;
    if (times > 0) this.refusals.set(key, times - 1);
    return times > 0;
  }

  private async unlessDead<T>(promise: Promise<T>): Promise<T> {
    const value = await promise;
    return this.isDead ? never() : value;
  }
}
