import type { Cancel, Lifecycle } from '@kith/agent-api';
import { KernelState, type TargetClaim, Targets, type TargetSource } from '@kith/neighbor-api';
import type { RouteGateway } from '@kith/net-types';
import { inject, injectable } from 'inversify';

/** Wants the gateways that this host's routes use, each on its device, and follows the routing tables. */
@injectable()
export class GatewaySource implements Lifecycle {
  private source: TargetSource | undefined;
  private cancel: Cancel | undefined;

  constructor(
    @inject(KernelState) private readonly kernelState: KernelState,
    @inject(Targets) private readonly targets: Targets,
  ) {}

  start(): Promise<void> {
    if (!this.source) this.begin();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.cancel?.();
    this.source?.close();
    this.source = this.cancel = undefined;
    return Promise.resolve();
  }

  private begin(): void {
    // the kernel knows its routes
    const source = this.targets.register({
      id: 'gateways',
      class: 'gateway',
      isAuthoritative: true,
    });
    this.source = source;
    this.cancel = this.kernelState.onChange((change) => {
      if (change.areGatewaysChanged || change.isRelisted) this.want(source);
    });
    this.want(source);
  }

  private want(source: TargetSource): void {
    // a mirror that is still empty must not be taken for a host without gateways
    if (!this.kernelState.isSynced) return;
    // what Targets refuses is shown there, and a routing daemon can bring it again and again: not logged
    source.replace(claims(this.kernelState.gateways));
    source.synced();
  }
}

function claims(gateways: readonly RouteGateway[]): readonly TargetClaim[] {
  const owners = [
    { owner: 'default', addresses: gateways.filter(({ isDefault }) => isDefault) },
    { owner: 'routes', addresses: gateways.filter(({ isDefault }) => !isDefault) },
  ];
  return owners.filter(({ addresses }) => addresses.length > 0);
}
