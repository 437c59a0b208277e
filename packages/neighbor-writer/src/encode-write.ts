import type { AppliedWrite, WriteFailure } from '@kith/neighbor-api';
import { addressKind } from '@kith/net-types';
import type { NetlinkError, RtRequest } from '@kith/rtnetlink';

/** A write as a request; it carries our mark and extern_learn (I1), unless the entry is to stay somebody else's. */
export function toRequest(write: AppliedWrite, mark: number): RtRequest {
  const { ifindex, address } = write;
  if (write.kind === 'delete') return { type: 'delete-neighbor', ifindex, address };
  const { isManaged, isRouter, state, lladdr } = write;
  const isTheirs = write.kind === 'restate';
  const request: RtRequest = {
    type: 'set-neighbor',
    ifindex,
    address,
    state,
    isExtLearned: isTheirs ? write.isExtLearned : true,
    isManaged,
    isRouter,
    use: isTheirs ? false : write.use,
    protocol: isTheirs ? write.protocol : mark,
  };
  return lladdr === undefined ? request : { ...request, lladdr };
}

/** I2, once more at the last door: why a write must not be sent, whoever planned it. */
export function whyForbidden(write: AppliedWrite): WriteFailure | undefined {
  if (write.kind === 'delete') return undefined;
  const kind = addressKind(write.address);
  if (kind === 'unicast') return undefined;
  return {
    code: 'EINVAL',
    message: `${write.address} is not written: it is not a unicast address (${kind})`,
    isDeviceGone: false,
  };
}

/** What a refused write comes to; undefined = its goal is met all the same: deleting what is absent. */
export function toFailure(write: AppliedWrite, error: NetlinkError): WriteFailure | undefined {
  if (write.kind === 'delete' && error.code === 'ENOENT') return undefined;
  const isFamilyOff =
    error.code === 'EINVAL' &&
    (error.details.extAck?.includes('is disabled on this device') ?? false);
  const isDeviceGone = error.code === 'ENODEV' || isFamilyOff;
  // a device that is gone took the entry along
  if (write.kind === 'delete' && isDeviceGone) return undefined;
  return { code: error.code, message: error.message, isDeviceGone };
}
