import { AgentError } from '@kith/agent-api';
import type { DeviceReport, Lookup } from '@kith/neighbor-api';
import { addressFamily, type IpAddress, parseIpAddress } from '@kith/net-types';

/**
 * What `GET /v1/explain` is asked about: `address`, and optionally `iif` (a device name), `from`, `mark`.
 * @throws AgentError `bad-request`, saying which part is wrong
 */
export function explainQuery(
  query: URLSearchParams,
  devices: readonly DeviceReport[],
): { readonly address: IpAddress; readonly lookup: Lookup | undefined } {
  const iif = query.get('iif');
  const from = query.get('from');
  const mark = query.get('mark');
  const lookup: Lookup = {
    ...(iif === null ? {} : { iif: deviceIndex(iif, devices) }),
    ...(from === null ? {} : { from: addressOf('from', from) }),
    ...(mark === null ? {} : { mark: markOf(mark) }),
  };
  const address = addressOf('address', query.get('address') ?? '');
  if (iif !== null && from === null && addressFamily(address) === 'ipv4') {
    throw new AgentError(
      'bad-request',
      'iif: needs a from as well; the kernel answers for no IPv4 packet that comes in without a source',
    );
  }
  return {
    address,
    lookup: Object.keys(lookup).length === 0 ? undefined : lookup,
  };
}

function addressOf(name: string, text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address !== undefined) return address;
  throw new AgentError(
    'bad-request',
    `${name}: "${text}" is not an IP address; write 10.69.0.2 or fd00::2`,
  );
}

function deviceIndex(name: string, devices: readonly DeviceReport[]): DeviceReport['ifindex'] {
  const device = devices.find((candidate) => candidate.device === name);
  if (device) return device.ifindex;
  throw new AgentError('bad-request', `iif: there is no device "${name}"; see kith status`);
}

/** A firewall mark, 32 bits, decimal or 0x hex. */
function markOf(text: string): number {
  const mark = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (mark <= 0xffffffff) return mark;
  throw new AgentError('bad-request', `mark: "${text}" is not a number from 0 to 0xffffffff`);
}
