/** What an administrator can set of the state machine (`ip ntable`); milliseconds and counts. */
export interface NudTimes {
  /** How long an answer is trusted. The kernel draws 0.5 to 1.5 times base_reachable_time anew now and then. */
  readonly reachable: number;
  /** Between two solicitations. */
  readonly retransmit: number;
  /** From DELAY to the first solicitation. */
  readonly delay: number;
  /** For so long another MAC in an ARP reply is not believed. */
  readonly lock: number;
  /** Between two walks over the managed entries; of the first namespace, nobody else can set it. */
  readonly managedWork: number;
  readonly unicastProbes: number;
  readonly multicastProbes: number;
}

export const DEFAULT_NUD_TIMES: NudTimes = {
  reachable: 30_000,
  retransmit: 1000,
  delay: 5000,
  lock: 1000,
  managedWork: 5000,
  unicastProbes: 3,
  multicastProbes: 3,
};
