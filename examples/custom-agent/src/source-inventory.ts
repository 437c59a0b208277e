import {
  type AgentPlugin,
  Config,
  duration,
  JobGroup,
  key,
  type Kick,
  type Lifecycle,
} from '@kith/agent-api';
import { nodeClaim, nodeList, Targets, type TargetSource } from '@kith/neighbor-api';
import { ContainerModule, inject, injectable, named } from 'inversify';
import * as z from 'zod';

const ID = 'source-inventory';
const ANSWER_WITHIN_MS = 5_000;

export const sourceInventoryConfig = z.strictObject({
  url: key(z.url().default('http://127.0.0.1:8080/nodes'), {
    description: 'Answers with [{ "name": "node2", "addresses": ["10.69.0.2"] }].',
    reload: 'live',
  }),
  period: key(duration().prefault('30s'), {
    description: 'How often it is asked; 0 = at the start only.',
    reload: 'live',
  }),
});

type InventoryConfig = z.infer<typeof sourceInventoryConfig>;

/** Wants the nodes that an inventory lists, and asks it again and again. */
@injectable()
export class InventorySource implements Lifecycle {
  private source: TargetSource | undefined;

  constructor(
    @inject(Config) @named(ID) private readonly config: Config<InventoryConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(JobGroup) @named(ID) private readonly jobs: JobGroup,
  ) {}

  start(): Promise<void> {
    const source = this.targets.register({ id: 'inventory', class: 'node' });
    this.source = source;
    const period = (): number => this.config.current.period;
    const ask: Kick = this.jobs.every('asking', period, (signal) => this.ask(source, signal));
    ask();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.source?.close();
    return Promise.resolve();
  }

  /** What it throws is shown in health, and it is called again, after longer and longer pauses. */
  private async ask(source: TargetSource, ended: AbortSignal): Promise<void> {
    const { url } = this.config.current;
    const signal = AbortSignal.any([ended, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(url, { signal });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    const nodes = nodeList.safeParse(await answer.json());
    if (!nodes.success) throw new Error(`${url}: ${z.prettifyError(nodes.error)}`);
    // names that are not listed any more let go of their addresses
    source.replace(nodes.data.map((node) => nodeClaim(node, ['ipv4', 'ipv6'])));
    source.synced();
  }
}

/** Nodes from an inventory that speaks HTTP. */
export const sourceInventoryPlugin: AgentPlugin = {
  id: ID,
  description: 'Targets from an inventory that speaks HTTP.',
  config: sourceInventoryConfig,
  module: new ContainerModule(({ bind }) => {
    bind(InventorySource).toSelf().inSingletonScope();
  }),
  service: InventorySource,
};
