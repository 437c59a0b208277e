import { ipAddress, neighborKey } from '@kith/net-types';
import type { DeleteNeighborRequest, RtRequest, SetNeighborRequest } from '@kith/rtnetlink';

import { AskedEntries, type Takeover } from './asked-entries.fake.js';
import { mirrorFaults, storms, tableFaults } from './faults.fake.js';
import { forbidden } from './forbidden.fake.js';
import type { DeviceEvent, Happening, StrategyName } from './happening.fake.js';
import { MakeBeforeBreak } from './make-before-break.fake.js';
import { type DeviceName, Network } from './network.fake.js';
import { type Desired, MARK, Oracle } from './oracle.fake.js';
import { SimulatedAgent } from './simulated-agent.fake.js';

/** For every retry, pause and turn to end, a fight to be over, and an audit to find what was missed. */
const LONG_ENOUGH_MS = 160_000;
/** Who was silent when his entry was to be taken over is asked again after five minutes. */
const LONG_ENOUGH_TO_TAKE_OVER_MS = 480_000;
const WATCHED_MS = 60_000;
/** The longest that an entry of others is asked. */
const QUESTION_MS = 2600;

/** Who comes back in silence is found within this time. */
const PARKING = { max: '20s' };

type Kinds = ReadonlySet<Happening['kind']>;
const CHANGE_THE_NETWORK: Kinds = new Set(['route', 'device', 'address']);
const CHANGE_WHAT_IS_DESIRED: Kinds = new Set([
  ...CHANGE_THE_NETWORK,
  ...(['wants', 'lets go', 'killed', 'restarted'] as const),
]);

/** The agent and all that is around it. Notes what it does that it must never do; says in the end whether all is as it should be. */
export class World {
  /** Promises that were broken, in words. */
  readonly broken: string[] = [];
  readonly network = new Network();
  private readonly wanted = new Map<string, readonly string[]>();
  private readonly breaks = new MakeBeforeBreak();
  private readonly asked = new AskedEntries(this.network.kernel);
  private writes = 0;
  /** Undefined after what may have changed what it says. */
  private oracle: Oracle | undefined;

  private agent!: SimulatedAgent;

  private constructor(
    private strategy: StrategyName,
    private readonly takeover: Takeover,
  ) {}

  static async begin(strategy: StrategyName, takeover: Takeover): Promise<World> {
    const world = new World(strategy, takeover);
    await world.start(true);
    return world;
  }

  /** One thing happens; what comes of it may still be under way when the next one does. */
  async happen(happening: Happening): Promise<void> {
    // who does not hear everything may break before he makes
    if (this.agent.client.isLosing) this.breaks.forget();
    await this.perform(happening);
    this.broken.push(...this.asked.look());
    if (CHANGE_THE_NETWORK.has(happening.kind)) this.oracle = undefined;
    if (CHANGE_WHAT_IS_DESIRED.has(happening.kind)) {
      this.breaks.look(this.desired(), this.network.clock.now());
    }
  }

  private async perform(happening: Happening): Promise<void> {
    const { network } = this;
    switch (happening.kind) {
      case 'wants':
        return this.wants(happening.owner, happening.addresses);
      case 'lets go':
        this.wanted.delete(happening.owner);
        return this.agent.source.release([happening.owner]);
      case 'route':
        return network.setRoute(happening.prefix, happening.priority, happening.legs);
      case 'device':
        return this.deviceEvent(happening);
      case 'address':
        return this.addressEvent(happening);
      case 'write':
        this.forget(happening);
        if (happening.isAnew) network.delete(happening.device, happening.address);
        return network.write(happening.device, happening.address, happening.write);
      case 'delete':
        this.forget(happening);
        return network.delete(happening.device, happening.address);
      case 'traffic': {
        const ifindex = network.indexOf(happening.device);
        if (ifindex !== undefined) network.kernel.use(ifindex, ipAddress(happening.address));
        return;
      }
      case 'neighbor':
        return network.setNeighbor(happening.device, happening.address, happening.mac ?? undefined);
      case 'speaks':
        return network.speak(happening.device, happening.address, happening.how);
      case 'refusals': {
        const ifindex = network.indexOf(happening.device);
        if (ifindex === undefined) return;
        const key = neighborKey(ifindex, ipAddress(happening.address));
        this.asked.refuse(key);
        return this.agent.refuse(key, happening.times);
      }
      case 'losses':
        this.asked.disturb();
        return this.agent.client.loseNotifications(happening.count);
      case 'killed':
        this.agent.kill();
        this.strategy = happening.strategy ?? this.strategy;
        return this.start(happening.isSyncedAtOnce);
      case 'restarted':
        await this.agent.stop();
        this.broken.push(...this.asked.leftAtEnd());
        this.strategy = happening.strategy ?? this.strategy;
        return this.start(happening.isSyncedAtOnce);
      case 'synced':
        return this.agent.synced();
      case 'settles':
        await network.clock.settle();
        return this.lasted();
      case 'time':
        await network.clock.advance(happening.ms);
        return this.lasted();
    }
  }

  /** Lets everything come to rest, and says what is not as it should be then. */
  async rest(): Promise<readonly string[]> {
    this.agent.synced();
    this.agent.refuseNothing();
    await this.network.clock.advance(
      this.takeover === 'none' ? LONG_ENOUGH_MS : LONG_ENOUGH_TO_TAKE_OVER_MS,
    );
    const writes = this.writes;
    const asked = new Map(this.network.kernel.wire.solicitations);
    await this.network.clock.advance(WATCHED_MS);
    const { kernel } = this.network;
    const isQuiet = this.strategy !== 'managed' || this.writes === writes;
    const unrest = [
      ...storms(kernel, asked, WATCHED_MS),
      ...(isQuiet ? [] : [`I5: ${this.writes - writes} writes while nothing happened`]),
    ];
    await this.questionsAreAnswered();
    return [
      ...unrest,
      ...tableFaults(kernel, this.desired(), this.takeover),
      ...this.asked.undecided(),
      ...mirrorFaults(kernel, this.agent.mirror),
    ];
  }

  /** A takeover asks now and then; each question, if any is open at the moment, is over before the next comes. */
  private async questionsAreAnswered(): Promise<void> {
    for (let i = 0; i < 10; i++) {
      this.broken.push(...this.asked.look());
      if (!this.asked.isAny) return;
      await this.network.clock.advance(QUESTION_MS);
    }
  }

  async end(): Promise<void> {
    await this.agent.stop();
  }

  private async start(isSynced: boolean): Promise<void> {
    const { clock, kernel } = this.network;
    this.breaks.forget();
    this.asked.forgetAll();
    this.agent = await SimulatedAgent.start({
      clock,
      kernel,
      strategy: this.strategy,
      takeover: this.takeover,
      parking: PARKING,
      watch: (agent, requests) => this.watch(agent, requests),
      onHeard: (mirror) => {
        this.breaks.heard(mirror);
        this.asked.heard(mirror);
        this.broken.push(...this.asked.look());
      },
    });
    for (const [owner, addresses] of this.wanted) this.agent.source.set([{ owner, addresses }]);
    if (isSynced) this.agent.synced();
  }

  private wants(owner: string, addresses: readonly string[]): void {
    this.wanted.set(owner, addresses);
    this.agent.source.set([{ owner, addresses }]);
  }

  private lasted(): void {
    if (!this.agent.client.isLosing) this.breaks.lasted(this.desired());
  }

  private forget({ device, address }: Extract<Happening, { kind: 'write' | 'delete' }>): void {
    const ifindex = this.network.indexOf(device);
    if (ifindex !== undefined) this.asked.forget(neighborKey(ifindex, ipAddress(address)));
  }

  private addressEvent({ device, text, isThere }: Extract<Happening, { kind: 'address' }>): void {
    if (isThere) this.network.addAddress(device, text);
    else this.network.removeAddress(device, text);
    this.asked.deviceChanged(this.network.indexOf(device), false);
  }

  private deviceEvent({ device, what }: Extract<Happening, { kind: 'device' }>): void {
    const ifindex = this.network.indexOf(device);
    this.changeDevice(device, what);
    this.asked.deviceChanged(ifindex, what === 'carrier lost');
  }

  private changeDevice(device: DeviceName, what: DeviceEvent): void {
    const { network } = this;
    switch (what) {
      case 'carrier lost':
        return network.changeLink(device, { hasCarrier: false });
      case 'down':
        return network.changeLink(device, { isUp: false });
      case 'own MAC': {
        const lladdr = network.linkOf(device)?.lladdr;
        const next = lladdr?.replace(/^02:0./, lladdr.startsWith('02:00') ? '02:01' : '02:00');
        return network.changeLink(device, { lladdr: next as NonNullable<typeof lladdr> });
      }
      case 'removed':
        return network.removeDevice(device);
      case 'repaired':
        return network.repair(device);
    }
  }

  private watch(agent: SimulatedAgent, requests: readonly RtRequest[]): void {
    const { kernel, clock } = this.network;
    const { takeover, asked } = this;
    this.broken.push(...asked.look());
    for (const request of requests) {
      if (request.type !== 'set-neighbor' && request.type !== 'delete-neighbor') continue;
      if (!isOfParked(request) && !isUnmarked(request)) this.writes++;
      this.broken.push(...forbidden(request, agent, { takeover, asked }));
      const key = neighborKey(request.ifindex, request.address);
      if (isUnmarked(request) && request.state === 'PROBE') {
        asked.ask(key, agent.mirror.neighbors.get(key));
      }
      const sight = { kernel, mirror: agent.mirror, now: clock.now() };
      if (request.type === 'delete-neighbor' && this.breaks.isTooEarly(key, sight)) {
        this.broken.push(`I4: ${key} is deleted, and what replaces it does not serve yet`);
      }
    }
  }

  /** The next hops of each target. */
  private desired(): Desired {
    this.oracle ??= new Oracle(this.network.kernel);
    return this.oracle.desiredBy([...new Set([...this.wanted.values()].flat())].map(ipAddress));
  }
}

/** A parked neighbor is asked for now and then, whatever the strategy: its entry is NONE and unmanaged. */
function isOfParked(request: SetNeighborRequest | DeleteNeighborRequest): boolean {
  return request.type === 'set-neighbor' && !request.isManaged && request.state === 'NONE';
}

/** Of an entry that is still its owner's: what a takeover begins and, in vain, ends with. */
function isUnmarked(
  request: SetNeighborRequest | DeleteNeighborRequest,
): request is SetNeighborRequest {
  return request.type === 'set-neighbor' && request.protocol !== MARK;
}
