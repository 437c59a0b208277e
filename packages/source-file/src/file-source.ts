import path from 'node:path';

import {
  type Cancel,
  Clock,
  Config,
  Health,
  JobGroup,
  type Kick,
  type Lifecycle,
  Logger,
  ProblemReport,
} from '@kith/agent-api';
import { labelSelector, Targets, type TargetSource, WantedNodes } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

import { NodeBook } from './node-book.js';
import { readNodeTexts } from './node-texts.js';
import { PathWatch } from './path-watch.js';
import { Settling } from './settling.js';
import type { SourceFileConfig } from './source-file.config.js';

/** An editor, and `cp`, empty a file before they write it: what is between is not read if it can be helped. */
const SETTLING = { quiet: 50, most: 500 };

/** Wants the nodes of a file, or of the files of a folder, and follows them. */
@injectable()
export class FileSource implements Lifecycle {
  private source: TargetSource | undefined;
  private cancel: Cancel | undefined;
  private book = new NodeBook();
  private wanted: WantedNodes | undefined;
  private readonly kick: Kick;
  private readonly settling: Settling;
  private readonly problems: ProblemReport;

  constructor(
    @inject(Config) @named('source-file') private readonly config: Config<SourceFileConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(PathWatch) private readonly watch: PathWatch,
    @inject(JobGroup) @named('source-file') jobs: JobGroup,
    @inject(Clock) clock: Clock,
    @inject(Health) @named('source-file') health: Health,
    @inject(Logger) @named('source-file') private readonly logger: Logger,
  ) {
    this.problems = new ProblemReport(health);
    this.kick = jobs.onKick('read', (signal) => this.read(signal));
    this.settling = new Settling(clock, SETTLING, this.kick);
  }

  start(): Promise<void> {
    if (this.source) return Promise.resolve();
    this.source = this.targets.register({ id: 'file', class: 'node' });
    this.wanted = new WantedNodes(this.source, this.logger);
    this.cancel = this.config.onChange(() => this.kick());
    // not waited for: a file that is slow to come is no reason for the others not to start
    this.kick();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.cancel?.();
    this.settling.stop();
    this.watch.close();
    this.source?.close();
    this.source = this.wanted = this.cancel = undefined;
    this.book = new NodeBook();
    return Promise.resolve();
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { path: given } = this.config.current;
    if (given === undefined) return;
    const at = path.resolve(given);
    // before it is read, so that no change is missed
    const failure = await this.watch.follow(at, () => this.settling.happened());
    const { nodes, isWhole, problems } = await this.book.take(at, await readNodeTexts(at));
    if (signal.aborted || !this.source || !this.wanted) return;
    this.problems.report(problems);
    const { selector, families } = this.config.current;
    this.wanted.replace(nodes, { isSelected: labelSelector(selector), families });
    if (isWhole) this.source.synced();
    // it is tried again, and the file read again with it
    if (failure) throw new Error(`cannot watch ${at}: ${whyNot(failure)}`, { cause: failure });
  }
}

function whyNot(error: Error): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
      return 'no inotify watch is left; raise fs.inotify.max_user_watches';
    case 'EMFILE':
      return 'no inotify instance is left; raise fs.inotify.max_user_instances';
    default:
      return error.message;
  }
}
