import type { RtResult } from '../client.js';

/** Distinct routes to remember; more than that in one go are rare, and then nothing is gained. */
const MOST = 256;

/**
 * Answers about routes, by what the kernel said. Thousands of addresses lie under few routes, and with
 * RTM_F_FIB_MATCH the answer is the route, word for word: it is decoded once, and all share it.
 */
export class RouteAnswers {
  private readonly known = new Map<string, RtResult>();
  /** Mostly it is this one again, and to compare is less than to hash. */
  private last = '';
  private lastAnswer: RtResult | undefined;

  /** The answer that was made of the same bytes before, else what `decode` makes of them now. */
  get(
    bytes: Buffer,
    start: number,
    end: number,
    decode: () => RtResult | undefined,
  ): RtResult | undefined {
    const said = bytes.toString('latin1', start, end);
    if (said === this.last && this.lastAnswer) return this.lastAnswer;
    const answer = this.known.get(said) ?? decode();
    if (!answer?.ok) return answer;
    if (this.known.size === MOST) this.known.clear();
    this.known.set(said, answer);
    this.last = said;
    this.lastAnswer = answer;
    return answer;
  }
}
