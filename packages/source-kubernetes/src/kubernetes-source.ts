import { hostname } from 'node:os';

import {
  type Cancel,
  Clock,
  Config,
  Health,
  JobGroup,
  type Lifecycle,
  Logger,
} from '@kith/agent-api';
import { Targets, type TargetSource } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

import type { Self } from './claim-book.js';
import { ENDPOINT_SLICES, KubeApi, NODES } from './kube-api.js';
import { nodeClaim } from './node-claim.js';
import { ResourceFollower } from './resource-follower.js';
import { sliceClaim } from './slice-claim.js';
import type { SourceKubernetesConfig } from './source-kubernetes.config.js';

/** Wants the addresses of a cluster's nodes, and if told so those of the backends behind its Services. */
@injectable()
export class KubernetesSource implements Lifecycle {
  private readonly nodes: ResourceFollower;
  private readonly backends: ResourceFollower;
  private sources: { readonly nodes: TargetSource; backends: TargetSource | undefined } | undefined;
  private cancel: Cancel | undefined;

  constructor(
    @inject(Config)
    @named('source-kubernetes')
    private readonly config: Config<SourceKubernetesConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(KubeApi) api: KubeApi,
    @inject(JobGroup) @named('source-kubernetes') jobs: JobGroup,
    @inject(Clock) clock: Clock,
    @inject(Health) @named('source-kubernetes') health: Health,
    @inject(Logger) @named('source-kubernetes') logger: Logger,
  ) {
    const services = { api, clock, jobs, health, logger };
    this.nodes = new ResourceFollower(services, {
      resource: NODES,
      claimOf: (node) => nodeClaim(node, this.config.current),
      self: () => this.self(),
      options: () => this.options(this.config.current.nodeSelector),
    });
    this.backends = new ResourceFollower(services, {
      resource: ENDPOINT_SLICES,
      claimOf: (slice) => sliceClaim(slice, this.config.current.families),
      self: () => undefined,
      options: () => this.options(this.config.current.backendSelector),
    });
  }

  start(): Promise<void> {
    if (this.sources) return Promise.resolve();
    const nodes = this.targets.register({ id: 'kubernetes', class: 'node' });
    this.sources = { nodes, backends: undefined };
    // not waited for: a server that is away is no reason for the others not to start
    this.nodes.start(nodes);
    this.followBackends();
    this.cancel = this.config.onChange(() => {
      this.nodes.restart();
      this.backends.restart();
      this.followBackends();
    });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.cancel?.();
    this.nodes.stop();
    this.backends.stop();
    this.sources?.nodes.close();
    this.sources?.backends?.close();
    this.sources = this.cancel = undefined;
    return Promise.resolve();
  }

  /** Begins to, or ends it, where the config has changed its mind. */
  private followBackends(): void {
    const { sources } = this;
    if (!sources || this.config.current.backends === this.backends.isStarted) return;
    if (this.backends.isStarted) {
      this.backends.stop();
      sources.backends?.close();
      sources.backends = undefined;
    } else {
      sources.backends = this.targets.register({ id: 'kubernetes-backends', class: 'other' });
      this.backends.start(sources.backends);
    }
  }

  private self(): Self {
    const { nodeName, nodeSelector } = this.config.current;
    // as the kubelet names its node; a guess, so its absence is only odd once it was there
    const name = nodeName ?? hostname().trim().toLowerCase();
    return { name, isExpected: nodeName !== undefined && nodeSelector === '' };
  }

  private options(labelSelector: string): {
    readonly labelSelector: string;
    readonly watchTimeout: number;
    readonly confirmAfter: number;
  } {
    const { watchTimeout, confirmAfter } = this.config.current;
    return { labelSelector, watchTimeout, confirmAfter };
  }
}
