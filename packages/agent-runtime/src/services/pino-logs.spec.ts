import { closeSync, openSync } from 'node:fs';

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { descriptor, PinoLogs } from './pino-logs.js';

describe('PinoLogs', () => {
  let lines: string[];
  const open = (format: 'json' | 'pretty') =>
    PinoLogs.open({ level: 'info', format }, new FakeClock(), {
      write: (line) => lines.push(line),
    });

  beforeEach(() => {
    lines = [];
  });

  it('writes one JSON object a line, with the plugin, the time of the clock and the error', async () => {
    const logger = (await open('json')).logger('alpha');
    logger.warn({ size: 1, error: new Error('no luck') }, 'went wrong');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      level: 40,
      time: '2026-01-01T00:00:00.000Z',
      plugin: 'alpha',
      size: 1,
      error: { type: 'Error', message: 'no luck' },
      msg: 'went wrong',
    });
    expect(lines[0]).toMatch(/\}\n$/);
  });

  it('writes for people, at once', async () => {
    (await open('pretty')).logger('alpha').info({ size: 1 }, 'works');
    expect(lines.join('')).toContain('INFO: alpha: works {"size":1}\n');
  });

  it('changes the level of loggers that are out already', async () => {
    const logs = await open('json');
    const logger = logs.logger('alpha');
    logger.debug({}, 'too early');
    logs.setLevel('debug');
    logger.debug({}, 'heard');
    logs.setLevel('error');
    logger.warn({}, 'too late');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['heard']);
  });

  it.each(['json', 'pretty'] as const)('goes on where the log is full (%s)', async (format) => {
    const full = openSync('/dev/full', 'w');
    try {
      const logs = await PinoLogs.open(
        { level: 'info', format },
        new FakeClock(),
        descriptor(full),
      );
      for (let i = 0; i < 3; i++) logs.logger('alpha').info({}, 'works');
    } finally {
      closeSync(full);
    }
  });
});
