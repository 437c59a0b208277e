import type { ServiceIdentifier } from 'inversify';

/** What sources would have taken away at once, most of what they have, and is kept for a while. Implemented by neighbor-controller. */
export interface HeldRemovals {
  readonly heldRemovals: readonly HeldRemoval[];
  /** Lets go what is held, of one source or of all. Answers what that was; none is no error. */
  confirmRemovals(source?: string): readonly HeldRemoval[];
}

export const HeldRemovals = Symbol.for(
  '@kith/neighbor-api/HeldRemovals',
) as ServiceIdentifier<HeldRemovals>;

/** Of one source. */
export interface HeldRemoval {
  readonly source: string;
  /** How many are held. */
  readonly targets: number;
  /** They go then, unless the source wants them again before. */
  readonly until: Date;
}
