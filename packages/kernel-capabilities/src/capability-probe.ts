import { AgentError, type Lifecycle, Logger } from '@kith/agent-api';
import type { Capability, CapabilityName, KernelCapabilities } from '@kith/neighbor-api';
import { ifIndex } from '@kith/net-types';
import { RtnetlinkClient } from '@kith/rtnetlink';
import { inject, injectable, named } from 'inversify';

import { judgeProbe } from './judge-probe.js';

// bits of NDA_FLAGS_EXT: NTF_EXT_MANAGED, NTF_EXT_EXT_VALIDATED
const BITS: readonly (readonly [CapabilityName, number])[] = [
  ['managed', 0],
  ['ext-validated', 2],
];
const CONTROL_BIT = 31;
/** The loopback device has it in every network namespace. */
const LOOPBACK = ifIndex(1);

/** Asks the kernel which flags it knows, by requests that can never create an entry. */
@injectable()
export class CapabilityProbe implements KernelCapabilities, Lifecycle {
  private found: readonly Capability[] = [];

  constructor(
    @inject(RtnetlinkClient) private readonly rtnetlink: RtnetlinkClient,
    @inject(Logger) @named('kernel-capabilities') private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const results = await this.rtnetlink.request(
      [CONTROL_BIT, ...BITS.map(([, bit]) => bit)].map((bit) => ({
        type: 'probe-neighbor-flag',
        family: 'ipv4',
        ifindex: LOOPBACK,
        bit,
      })),
    );
    const [control, ...answers] = results;
    this.found = BITS.flatMap(([name], i) => {
      const answer = answers[i];
      return control && answer ? [judgeProbe(name, answer, control)] : [];
    });
    const summary = this.found.map(({ name, status }) => `${name} ${status}`).join(', ');
    this.logger.info({}, `this kernel: ${summary}`);
    this.logger.debug({ capabilities: this.found }, 'what the kernel answered');
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  list(): readonly Capability[] {
    return this.found;
  }

  get(name: CapabilityName): Capability {
    const capability = this.found.find((candidate) => candidate.name === name);
    if (!capability)
      throw new AgentError('internal', `capability ${name} was asked for before the probe`);
    return capability;
  }
}
