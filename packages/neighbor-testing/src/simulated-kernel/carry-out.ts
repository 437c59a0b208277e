import { type RtRequest, type RtResult } from '@kith/rtnetlink';

import { answerRoute } from './answer-route.js';
import { type Refusal, refusedResult } from './refusal.js';
import type { SimulatedKernel } from './simulated-kernel.js';

const DONE: RtResult = { ok: true };
/** NTF_EXT_MANAGED and NTF_EXT_EXT_VALIDATED: what Linux 6.18 knows. */
const KNOWN_FLAG_BITS: ReadonlySet<number> = new Set([0, 2]);

/** What the kernel does with a request and what it answers. */
export function carryOut(request: RtRequest, kernel: SimulatedKernel): RtResult {
  const answer = answerTo(request, kernel);
  return 'code' in answer ? refusedResult(answer, request.type) : answer;
}

function answerTo(request: RtRequest, kernel: SimulatedKernel): RtResult | Refusal {
  const { neighbors, links } = kernel;
  if ('ifindex' in request && !links.has(request.ifindex)) return { code: 'ENODEV' };
  switch (request.type) {
    case 'set-neighbor':
      return neighbors.write(request) ?? DONE;
    case 'delete-neighbor':
      return neighbors.delete(request) ?? DONE;
    case 'get-neighbor': {
      const entry = neighbors.get(request.ifindex, request.address);
      if (!entry) return { code: 'ENOENT', extAck: 'Neighbour entry not found' };
      return { ok: true, answer: { kind: 'neighbor', neighbor: entry.toNeighbor() } };
    }
    case 'get-route': {
      const answer = answerRoute(request, kernel);
      return 'code' in answer ? answer : { ok: true, answer };
    }
    case 'get-nexthop':
      return { code: 'ENOENT' };
    case 'probe-neighbor-flag':
      return {
        code: 'EINVAL',
        extAck: KNOWN_FLAG_BITS.has(request.bit)
          ? 'Network address not specified'
          : 'reserved bit set',
      };
  }
}
