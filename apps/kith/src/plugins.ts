import { adminServerPlugin } from '@kith/admin-server';
import type { AgentPlugin } from '@kith/agent-api';
import { introspectionPlugin } from '@kith/introspection';
import { kernelCapabilitiesPlugin } from '@kith/kernel-capabilities';
import { kernelStatePlugin } from '@kith/kernel-state';
import { neighborControllerPlugin } from '@kith/neighbor-controller';
import { neighborWriterPlugin } from '@kith/neighbor-writer';
import { nextHopPlugin } from '@kith/next-hop';
import { refreshControllerPlugin } from '@kith/refresh-controller';
import { sourceApiPlugin } from '@kith/source-api';
import { sourceEtcdPlugin } from '@kith/source-etcd';
import { sourceFilePlugin } from '@kith/source-file';
import { sourceGatewaysPlugin } from '@kith/source-gateways';
import { sourceKubernetesPlugin } from '@kith/source-kubernetes';
import { sourceStaticPlugin } from '@kith/source-static';
import { strategyAgentRefreshPlugin } from '@kith/strategy-agent-refresh';
import { strategyManagedPlugin } from '@kith/strategy-managed';
import { strategyPermanentPlugin } from '@kith/strategy-permanent';

/** What this agent is made of, in the order in which it starts; it stops in reverse. */
export const plugins: readonly AgentPlugin[] = [
  // checks the privilege and takes the lock before anything else happens, and lets go of it last
  neighborWriterPlugin,
  // heard from the first moment that anybody answers: who renews a lease after a restart is not told that it is off
  sourceApiPlugin,
  // answers from the first moment on, also "not ready yet"
  adminServerPlugin,
  introspectionPlugin,
  // what the kernel can do and what it has
  kernelCapabilitiesPlugin,
  kernelStatePlugin,
  nextHopPlugin,
  // from what is wanted to what is written; `auto` takes the first strategy that the kernel supports
  strategyManagedPlugin,
  strategyAgentRefreshPlugin,
  strategyPermanentPlugin,
  refreshControllerPlugin,
  neighborControllerPlugin,
  // last: whoever takes targets is there by now
  sourceStaticPlugin,
  sourceFilePlugin,
  sourceEtcdPlugin,
  sourceKubernetesPlugin,
  sourceGatewaysPlugin,
];
