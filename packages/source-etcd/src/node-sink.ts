import { type Health, type Logger, ProblemReport } from '@kith/agent-api';
import { labelSelector, type NodeWish, type TargetSource, WantedNodes } from '@kith/neighbor-api';

import type { EtcdChange, EtcdKeyValue } from './etcd-client.js';
import type { KeySink } from './key-follower.js';
import { RecordBook } from './record-book.js';
import type { SourceEtcdConfig } from './source-etcd.config.js';

/** Makes of keys and their values what Targets and health are told. */
export class NodeSink implements KeySink {
  private book = new RecordBook('');
  /** Of the listing that is under way. */
  private next = new RecordBook('');
  private wish: NodeWish = { isSelected: () => true, families: [] };
  private readonly wanted: WantedNodes;
  private readonly problems: ProblemReport;

  constructor(
    private readonly source: TargetSource,
    health: Health,
    logger: Logger,
  ) {
    this.wanted = new WantedNodes(source, logger);
    this.problems = new ProblemReport(health.scope('records'));
  }

  /** Follows by this config; a listing comes next. */
  follows({ prefix, selector, families }: SourceEtcdConfig): void {
    this.wish = { isSelected: labelSelector(selector), families };
    // under another prefix are other records
    if (this.book.prefix !== prefix) this.book = new RecordBook(prefix);
  }

  beginListing(): void {
    this.next = new RecordBook(this.book.prefix, this.book);
  }

  listed(pairs: readonly EtcdKeyValue[]): boolean {
    return this.next.add(pairs);
  }

  endListing(): void {
    this.book = this.next;
    this.book.complete();
    this.problems.report(this.book.problems());
    this.wanted.replace(this.book.records(), this.wish);
    this.source.synced();
  }

  happened(changes: readonly EtcdChange[]): boolean {
    const changed = this.book.apply(changes);
    this.problems.report(this.book.problems());
    this.wanted.change(changed, this.wish);
    return !this.book.isWorthListing;
  }
}
