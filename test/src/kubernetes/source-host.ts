import { HealthReport } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { FakeTargets, type FakeTargetSource } from '@kith/neighbor-testing';
import { Targets } from '@kith/neighbor-api';
import { sourceKubernetesPlugin } from '@kith/source-kubernetes';
import { ContainerModule } from 'inversify';

/** An agent in this process that has no other plugin than source-kubernetes, and what it wanted. */
export interface SourceHost {
  /** @throws Error while it has not registered */
  source(id?: string): FakeTargetSource;
  /** `scope: message` of all that does not work as it should. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/** Starts one with this config of the plugin. */
export async function startSource(config: Readonly<Record<string, unknown>>): Promise<SourceHost> {
  const targets = new FakeTargets();
  const agent = await createAgent({
    name: 'kubernetes-test',
    plugins: [sourceKubernetesPlugin],
    builtIn: { agent: { log: { level: 'error' } }, plugins: { 'source-kubernetes': config } },
    modules: [new ContainerModule(({ bind }) => void bind(Targets).toConstantValue(targets))],
  });
  await agent.start();
  return {
    source: (id = 'kubernetes') => targets.source(id),
    complaints: () =>
      agent
        .get(HealthReport)
        .entries()
        .filter(({ level }) => level !== 'ok')
        .map(({ scope, message = '' }) => `${scope}: ${message}`),
    stop: () => agent.stop(),
  };
}
