import type {
  RefusedTarget,
  TargetAddress,
  TargetClaim,
  TargetClass,
  TargetSource,
} from '@kith/neighbor-api';

/** Keeps what a source wants, by owner, and counts its calls. */
export class FakeTargetSource implements TargetSource {
  /** What each owner wants now. */
  readonly claims = new Map<string, readonly TargetAddress[]>();
  isSynced = false;
  isClosed = false;
  readonly calls = { set: 0, replace: 0, release: 0, synced: 0, close: 0 };

  constructor(
    readonly id: string,
    readonly targetClass: TargetClass,
    private readonly reasonAgainst: (address: string) => string | undefined,
    readonly isAuthoritative = false,
  ) {}

  set(claims: readonly TargetClaim[]): readonly RefusedTarget[] {
    this.calls.set += 1;
    return this.take(claims);
  }

  replace(claims: readonly TargetClaim[]): readonly RefusedTarget[] {
    this.calls.replace += 1;
    this.claims.clear();
    return this.take(claims);
  }

  release(owners: readonly string[]): void {
    this.calls.release += 1;
    for (const owner of owners) this.claims.delete(owner);
  }

  synced(): void {
    this.calls.synced += 1;
    this.isSynced = true;
  }

  close(): void {
    this.calls.close += 1;
    this.isClosed = true;
    this.claims.clear();
  }

  private take(claims: readonly TargetClaim[]): readonly RefusedTarget[] {
    return claims.flatMap(({ owner, addresses }) => {
      this.claims.set(owner, addresses);
      return addresses.flatMap((wanted) => {
        const address = typeof wanted === 'string' ? wanted : wanted.address;
        const reason = this.reasonAgainst(address);
        return reason === undefined ? [] : [{ owner: `${this.id}/${owner}`, address, reason }];
      });
    });
  }
}
