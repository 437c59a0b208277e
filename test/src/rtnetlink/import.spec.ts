import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

/** Native addons that are loaded once `code` ran. */
function addonsAfter(code: string): readonly string[] {
  const report = `
    const { sharedObjects } = process.report.getReport();
    console.log(JSON.stringify(sharedObjects.filter((file) => file.endsWith('.node'))));`;
  const args = ['--input-type=module', '-e', `${code}\n${report}`];
  const output = execFileSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(output) as readonly string[];
}

const CREATE = `
  import { createRtnetlinkClient } from '@kith/rtnetlink';
  const client = createRtnetlinkClient({ clock: { yield: () => Promise.resolve(), timer: () => () => undefined } });`;

describe('importing rtnetlink', () => {
  it('loads no native code, nor does making a client', () => {
    expect(addonsAfter(CREATE)).toEqual([]);
  });

  it('loads npm netlink only for a subscription', () => {
    expect(addonsAfter(`${CREATE}\nawait client.dump('links');`)).toEqual([
      expect.stringContaining('koffi'),
    ]);
  });
});
