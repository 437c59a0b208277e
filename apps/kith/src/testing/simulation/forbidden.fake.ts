import { addressKind, neighborKey } from '@kith/net-types';
import type { DeleteNeighborRequest, SetNeighborRequest } from '@kith/rtnetlink';

import { isOurs, isRespected, MARK } from './oracle.fake.js';
import type { SimulatedAgent } from './simulated-agent.fake.js';

/** Which of I1, I2 and I3 a write breaks, by what the agent has been told when it sends it. */
export function forbidden(
  request: SetNeighborRequest | DeleteNeighborRequest,
  { mirror, isSynced, ownAddresses }: SimulatedAgent,
): readonly string[] {
  const { ifindex, address } = request;
  const entry = mirror.neighbors.get(neighborKey(ifindex, address));
  const broken: string[] = [];
  if (request.type === 'delete-neighbor') {
    const isRemnant = entry?.state === 'NONE' && entry.protocol === MARK;
    if (entry && !isOurs(entry) && !isRemnant) broken.push('I1');
    if (!isSynced || !mirror.isSynced) broken.push('I3');
  } else {
    const isMarked = request.isExtLearned && request.protocol === MARK;
    if (!isMarked || (entry && isRespected(entry))) broken.push('I1');
    const link = mirror.links.get(ifindex);
    const isOwn = ownAddresses.some((own) => own.address === address);
    const hasL2 = link?.lladdr !== undefined && !link.isLoopback && !link.isNoArp;
    if (isOwn || !hasL2 || addressKind(address) !== 'unicast') broken.push('I2');
  }
  return broken.map(
    (promise) =>
      `${promise}: ${request.type} ${address} on ${ifindex}, which is ${JSON.stringify(entry)}`,
  );
}
