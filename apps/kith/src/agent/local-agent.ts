import type { InstanceLocks } from '@kith/agent-api';
import { createAgent, type Environment } from '@kith/agent-runtime';
import { KernelCapabilities, NeighborWriter, Sysctls, Targets } from '@kith/neighbor-api';
import { RtnetlinkClient } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';

import type { AgentRequest, LocalAgent } from '../cli/command-context.js';
import { errorLines } from '../cli/report-error.js';
import { plugins } from '../plugins.js';
import { AssumedCapabilities } from './assumed-capabilities.js';
import { AGENT, configSources } from './config-sources.js';
import { RecordingWriter } from './recording-writer.js';
import { rtnetlinkModule } from './rtnetlink.module.js';

const rehearsal = new ContainerModule(({ rebind, onActivation }) => {
  rebind(NeighborWriter).to(RecordingWriter).inSingletonScope();
  onActivation(Sysctls, (_, sysctls) => readOnly(sysctls));
  onActivation(KernelCapabilities, (_, asked) => new AssumedCapabilities(asked));
  onActivation(Targets, (_, targets) => withoutRenewals(targets));
});

/** Says yes to every write, as the writer does. */
function readOnly(sysctls: Sysctls): Sysctls {
  return { read: (name) => sysctls.read(name), write: () => undefined };
}

/** Nobody renews a lease of an agent that answers nobody: they are not waited for. */
function withoutRenewals(targets: Targets): Targets {
  return {
    register: (info) => {
      const source = targets.register(info);
      if (info.id === 'api') source.synced();
      return source;
    },
  };
}

const noLocks: InstanceLocks = {
  acquire: () => Promise.resolve({ release: () => Promise.resolve() }),
  holder: () => Promise.resolve(undefined),
};

/** The agent of this process, put together as a command asks for it. */
export async function createLocalAgent(
  request: AgentRequest,
  environment: Environment,
  stderr: { write(text: string): unknown },
): Promise<LocalAgent> {
  const { only, except = [], isQuiet, isRehearsal, takesNoLock } = request;
  const quiet = isQuiet ? { KITH_LOG_LEVEL: 'warn' } : {};
  const agent = await createAgent({
    name: AGENT,
    plugins,
    ...configSources(request, { ...quiet, ...environment }),
    modules: [rtnetlinkModule, ...(isRehearsal ? [rehearsal] : [])],
    ...(takesNoLock ? { locks: noLocks } : {}),
  });
  const started = (only ?? plugins.map(({ id }) => id)).filter((id) => !except.includes(id));
  return {
    warnings: agent.warnings,
    start: () => agent.start({ only: started }),
    stop: async () => {
      await agent.stop();
      agent.get(RtnetlinkClient).close();
    },
    get: (token) => agent.get(token),
    getAll: (token) => agent.getAll(token),
    reload: async () => {
      try {
        await agent.reload();
      } catch (error) {
        stderr.write(errorLines(error, 'reload refused, the old config stays: '));
      }
    },
  };
}
