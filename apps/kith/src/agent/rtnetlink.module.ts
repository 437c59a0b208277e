import { Clock } from '@kith/agent-api';
import { createRtnetlinkClient, RtnetlinkClient } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';

export const rtnetlinkModule = new ContainerModule(({ bind }) => {
  // the one connection to the kernel, for the four plugins that may use it; opened on first use
  bind(RtnetlinkClient)
    .toResolvedValue((clock: Clock) => createRtnetlinkClient({ clock }), [Clock])
    .inSingletonScope();
});
