import { describe, expect, it } from '@jest/globals';

import { adminServerConfig } from './admin-server.config.js';

function problems(socket: string): readonly string[] {
  const { error } = adminServerConfig.safeParse({ socket });
  return error?.issues.map(({ message }) => message) ?? [];
}

describe('agent.socket', () => {
  it.each(['x', 'ü'])('is never longer than a Unix socket takes (%s)', (letter) => {
    const fits = `/${letter.repeat(Math.floor(106 / Buffer.byteLength(letter)))}`;
    expect(problems(fits)).toEqual([]);
    expect(problems(fits + letter)).toEqual([
      'has more than the 107 bytes that the path of a Unix socket may have; choose a shorter one',
    ]);
  });
});
