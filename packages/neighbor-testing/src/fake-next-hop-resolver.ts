import type {
  AnswerBasis,
  NextHopAnswer,
  NextHopQuery,
  NextHopResolver,
  SkipReason,
} from '@kith/neighbor-api';
import { type NextHop, prefixOf } from '@kith/net-types';

const NO_BASIS: AnswerBasis = { devices: [], nexthopIds: [] };

/** Answers what a test scripted for a query, else what `otherwise` says. */
export class FakeNextHopResolver implements NextHopResolver {
  /** Every query, and how many came in each call, oldest first. */
  readonly queries: NextHopQuery[] = [];
  readonly batches: number[] = [];

  private readonly answers = new Map<string, NextHopAnswer>();

  /** @param otherwise for queries that nothing was scripted for; by default there is no route */
  constructor(
    public otherwise: (query: NextHopQuery) => NextHopAnswer = () => skipped('unroutable'),
  ) {}

  /** From now on this query (address, oif, lookup) is answered so. */
  answer(query: NextHopQuery, answer: NextHopAnswer): void {
    this.answers.set(queryKey(query), answer);
  }

  resolve(queries: readonly NextHopQuery[]): Promise<readonly NextHopAnswer[]> {
    this.queries.push(...queries);
    this.batches.push(queries.length);
    return Promise.resolve(
      queries.map((query) => this.answers.get(queryKey(query)) ?? this.otherwise(query)),
    );
  }
}

/** These next hops; what the answer rests on: their devices, and the prefix that is given. */
export function nextHops(
  hops: readonly NextHop[],
  basis: Partial<AnswerBasis> = {},
): NextHopAnswer {
  const devices = [...new Set(hops.map((hop) => hop.ifindex))];
  return { kind: 'next-hops', hops, basis: { devices, nexthopIds: [], ...basis } };
}

/** The address of the query is on-link on its oif, by a host route. @throws TypeError on a query without oif */
export function onLink(query: NextHopQuery): NextHopAnswer {
  if (query.oif === undefined) throw new TypeError('on-link where? The query has no oif');
  const bits = query.address.includes(':') ? 128 : 32;
  return nextHops([{ ifindex: query.oif, address: query.address }], {
    prefix: prefixOf(query.address, bits),
  });
}

/** No next hop, for this reason. */
export function skipped(reason: SkipReason, basis: Partial<AnswerBasis> = {}): NextHopAnswer {
  return { kind: 'skipped', reason, basis: { ...NO_BASIS, ...basis } };
}

function queryKey({ address, oif, lookup }: NextHopQuery): string {
  return [address, oif, lookup?.iif, lookup?.from, lookup?.mark].join();
}
