import type { AgentPlugin } from '@kith/agent-api';

import { KubernetesSource } from './kubernetes-source.js';
import { sourceKubernetesConfig } from './source-kubernetes.config.js';
import { sourceKubernetesModule } from './source-kubernetes.module.js';

/** The nodes of a Kubernetes cluster, and the backends behind its Services. */
export const sourceKubernetesPlugin: AgentPlugin = {
  id: 'source-kubernetes',
  description: 'Targets from a Kubernetes API server: nodes, and the backends behind Services.',
  config: sourceKubernetesConfig,
  module: sourceKubernetesModule,
  service: KubernetesSource,
};
