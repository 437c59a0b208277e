import { beforeEach, describe, expect, it } from '@jest/globals';

import type { RtResult } from '../client.js';
import { NetlinkError } from '../netlink-error.js';
import { RouteAnswers } from './route-answers.js';

describe('RouteAnswers', () => {
  const bytes = Buffer.from([0, 1, 2, 3, 1, 2, 3, 0xff, 0x7f, 0xff]);
  let answers: RouteAnswers;
  let decoded: number;

  beforeEach(() => {
    answers = new RouteAnswers();
    decoded = 0;
  });

  /** What the bytes from `start` to `end` come to. */
  function get(start: number, end: number): RtResult | undefined {
    return answers.get(bytes, start, end, () => {
      decoded++;
      return { ok: true };
    });
  }

  it('decode the same bytes once, and hand out one object', () => {
    expect(get(1, 4)).toBe(get(4, 7));
    expect(decoded).toBe(1);
  });

  it('tell all others apart', () => {
    const all = [get(1, 4), get(1, 3), get(0, 4), get(7, 8), get(8, 9), get(7, 10)];
    expect(decoded).toBe(all.length);
  });

  it('do not keep what could not be read', () => {
    const error = new NetlinkError({ operation: 'get route', code: 'EBADMSG', errno: 74 });
    expect(answers.get(bytes, 0, 4, () => ({ ok: false, error }))).toEqual({ ok: false, error });
    expect(answers.get(bytes, 0, 4, () => undefined)).toBeUndefined();
    expect(get(0, 4)).toEqual({ ok: true });
  });

  it('keep few', () => {
    const many = Buffer.alloc(600);
    for (let i = 0; i < many.length; i += 2) many.writeUInt16LE(i, i);
    const decode = (): RtResult => {
      decoded++;
      return { ok: true };
    };
    for (let i = 0; i < many.length; i += 2) answers.get(many, i, i + 2, decode);
    answers.get(many, 0, 2, decode);
    expect(decoded).toBe(301);
  });
});
