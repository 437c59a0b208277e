import { isAgentError } from '@kith/agent-api';
import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { explainQuery } from './explain-query.js';

const devices = [
  { device: 'eno1', ifindex: ifIndex(2), isSelected: true, reason: 'x', neighbors: 0 },
];

const parse = (query: string) => explainQuery(new URLSearchParams(query), devices);

describe('explainQuery', () => {
  it('takes an address alone', () => {
    expect(parse('address=FD00::2')).toEqual({ address: 'fd00::2', lookup: undefined });
  });

  it('turns a device name, a source and a mark into a lookup', () => {
    expect(parse('address=10.69.0.2&iif=eno1&from=10.69.0.1&mark=0x10')).toEqual({
      address: '10.69.0.2',
      lookup: { iif: 2, from: '10.69.0.1', mark: 16 },
    });
  });

  it.each([
    ['', 'bad-request', 'address: "" is not an IP address'],
    ['address=nonsense', 'bad-request', 'address: "nonsense" is not an IP address'],
    ['address=10.0.0.1&from=x', 'bad-request', 'from: "x" is not an IP address'],
    ['address=10.0.0.1&iif=eno1', 'bad-request', 'iif: needs a from as well'],
    ['address=10.0.0.1&iif=eno9', 'bad-request', 'iif: there is no device "eno9"'],
    ['address=10.0.0.1&mark=-1', 'bad-request', 'mark: "-1" is not a number'],
    ['address=10.0.0.1&mark=0x100000000', 'bad-request', 'mark: "0x100000000" is not a number'],
  ] as const)('refuses "%s" and names the part that is wrong', (query, code, message) => {
    let thrown: unknown;
    try {
      parse(query);
    } catch (error) {
      thrown = error;
    }
    expect(isAgentError(thrown, code)).toBe(true);
    expect(String(thrown)).toContain(message);
  });
});
