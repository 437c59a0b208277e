import type { AppliedWrite, NeighborWriter, WriteFailure, WriteResult } from '@kith/neighbor-api';
import { type IfIndex, type IpAddress, type NeighborKey, neighborKey } from '@kith/net-types';

import type { FakeKernelState } from './fake-kernel-state.js';

/** Records what it is told to write, fails where scripted, and folds the rest into a state if it has one. */
export class FakeNeighborWriter implements NeighborWriter {
  readonly mark: number;
  /** The writes of each call, failed ones too, oldest first. */
  readonly batches: (readonly AppliedWrite[])[] = [];

  private readonly kernelState: FakeKernelState | undefined;
  private readonly failures = new Map<NeighborKey, { failure: WriteFailure; times: number }>();

  constructor(options: { mark?: number; kernelState?: FakeKernelState } = {}) {
    this.mark = options.mark ?? 75;
    this.kernelState = options.kernelState;
  }

  /** All writes, failed ones too, oldest first. */
  get writes(): readonly AppliedWrite[] {
    return this.batches.flat();
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.batches.length = 0;
  }

  /** The next `times` writes to this neighbor fail; 0 = they succeed again. */
  fail(
    ifindex: IfIndex,
    address: IpAddress,
    failure: Partial<WriteFailure> = {},
    times = Infinity,
  ): void {
    this.failures.set(neighborKey(ifindex, address), {
      failure: { code: 'EPERM', message: 'scripted to fail', isDeviceGone: false, ...failure },
      times,
    });
  }

  apply(writes: readonly AppliedWrite[]): Promise<readonly WriteResult[]> {
    this.batches.push(writes);
    const results = writes.map((write): WriteResult => {
      const scripted = this.failures.get(neighborKey(write.ifindex, write.address));
      if (scripted === undefined || scripted.times <= 0) return { ok: true };
      scripted.times -= 1;
      return { ok: false, error: scripted.failure };
    });
    this.kernelState?.fold(
      writes.filter((_, i) => results[i]?.ok),
      this.mark,
    );
    return Promise.resolve(results);
  }
}
