import { describe, expect, it } from '@jest/globals';
import { keyInfo } from '@kith/agent-api';

import { sourceStaticConfig } from './source-static.config.js';

function issues(value: unknown): string[] {
  const result = sourceStaticConfig.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

describe('the config', () => {
  it('is valid without anything', () => {
    expect(sourceStaticConfig.parse({})).toEqual({ nodes: [] });
  });

  it('takes nodes and leaves their addresses unchecked', () => {
    const nodes = [{ name: 'node2', addresses: ['10.69.0.2', 'nonsense'] }];
    expect(sourceStaticConfig.parse({ nodes })).toEqual({ nodes });
  });

  it('refuses what is no list of nodes', () => {
    const twins = ['a', 'a'].map((name) => ({ name, addresses: [] }));
    expect(issues({ nodes: twins })).toHaveLength(1);
    expect(issues({ nodes: [{ name: 'a' }] })).toHaveLength(1);
  });
});

describe('--node', () => {
  const flag = keyInfo(sourceStaticConfig.shape.nodes)?.flag;
  const parse = (...values: string[]): unknown => flag?.parse?.(values);

  it('may be given several times, each with several addresses of both families', () => {
    expect(flag).toMatchObject({ name: 'node', isRepeatable: true });
    expect(parse('node2=10.69.0.2,fd00::2', 'node3=10.69.0.3')).toEqual([
      { name: 'node2', addresses: ['10.69.0.2', 'fd00::2'] },
      { name: 'node3', addresses: ['10.69.0.3'] },
    ]);
  });

  it.each(['node2', '=10.69.0.2', 'node2=', 'node2=10.69.0.2,', ''])('refuses %j', (value) => {
    expect(() => parse(value)).toThrow(`"${value}" is not NAME=ADDR[,ADDR...]`);
  });
});
