import { addressKind, neighborKey } from '@kith/net-types';
import type { DeleteNeighborRequest, SetNeighborRequest } from '@kith/rtnetlink';

import { type AskedEntries, isTakeable, type Takeover } from './asked-entries.fake.js';
import { isOurs, isRespected, MARK } from './oracle.fake.js';
import type { SimulatedAgent } from './simulated-agent.fake.js';

/** What the config lets the agent take over, and what it asks at present. */
export interface TakeoverSight {
  readonly takeover: Takeover;
  readonly asked: AskedEntries;
}

/** Which of I1, I2 and I3 a write breaks, by what the agent has been told when it sends it. */
export function forbidden(
  request: SetNeighborRequest | DeleteNeighborRequest,
  { mirror, isSynced, ownAddresses }: SimulatedAgent,
  { takeover, asked }: TakeoverSight,
): readonly string[] {
  const { ifindex, address } = request;
  const key = neighborKey(ifindex, address);
  const entry = mirror.neighbors.get(key);
  const broken: string[] = [];
  if (request.type === 'delete-neighbor') {
    const isRemnant = entry?.state === 'NONE' && entry.protocol === MARK;
    if (entry && !isOurs(entry) && !isRemnant) broken.push('I1');
    if (!isSynced || !mirror.isSynced) broken.push('I3');
  } else if (request.isExtLearned && request.protocol === MARK) {
    const hasAnswered = isTakeable(entry, takeover) && entry.state === 'REACHABLE';
    if (asked.has(key) || (entry && isRespected(entry) && !hasAnswered)) broken.push('I1');
    const link = mirror.links.get(ifindex);
    const isOwn = ownAddresses.some((own) => own.address === address);
    const hasL2 = link?.lladdr !== undefined && !link.isLoopback && !link.isNoArp;
    if (isOwn || !hasL2 || addressKind(address) !== 'unicast') broken.push('I2');
  } else if (!asked.isRightful(request, isTakeable(entry, takeover) ? entry : undefined)) {
    broken.push('I1');
  }
  return broken.map(
    (promise) =>
      `${promise}: ${request.type} ${address} on ${ifindex}, which is ${JSON.stringify(entry)}`,
  );
}
