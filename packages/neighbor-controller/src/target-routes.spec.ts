import { describe, expect, it } from '@jest/globals';
import type { NextHopAnswer, NextHopQuery } from '@kith/neighbor-api';
import {
  FakeKernelState,
  interfaceAddress,
  link,
  nextHops,
  onLink,
  skipped,
} from '@kith/neighbor-testing';
import { ifIndex, ipAddress, type NextHop } from '@kith/net-types';

import { neighborControllerConfig } from './neighbor-controller.config.js';
import { Selection } from './selection.js';
import { type Target, targetKey } from './target-registry.js';
import {
  addQuestions,
  concludeRoutes,
  isAbout,
  restsOn,
  type TargetRoutes,
  whyNotAsked,
} from './target-routes.js';

const [ETH1, ETH2, ETH3] = [ifIndex(1), ifIndex(2), ifIndex(3)];

/** eth1 and eth2 are served, eth3 is not; 10.0.0.1 is ours. */
const state = new FakeKernelState({
  links: [link(), link({ ifindex: ETH2 }), link({ ifindex: ETH3, name: 'veth3' })],
  addresses: [interfaceAddress(), interfaceAddress({ ifindex: ETH2 })],
});
const select = (config: unknown = {}): Selection =>
  new Selection(state, neighborControllerConfig.parse(config));
const selection = select();

function target(text: string, device?: typeof ETH1): Target {
  const address = ipAddress(text);
  return { key: targetKey(address, device), address, ifindex: device, owners: [] };
}

const NODE = target('10.69.0.2');
const via = (ifindex: typeof ETH1, text: string): NextHop => ({
  ifindex,
  address: ipAddress(text),
});

function conclude(of: Target, ...answers: readonly NextHopAnswer[]): TargetRoutes {
  return concludeRoutes(of, answers, selection);
}

describe('what is asked', () => {
  const questions = (of: Target, on = selection): NextHopQuery[] => {
    const to: NextHopQuery[] = [];
    addQuestions(of, on, to);
    return to;
  };

  it('is the route over no device in particular, and over each that is served', () => {
    const { address } = NODE;
    expect(questions(NODE)).toEqual([{ address }, { address, oif: ETH1 }, { address, oif: ETH2 }]);
  });

  it('is each configured lookup besides', () => {
    const lookup = { iif: ETH3, from: ipAddress('10.0.0.9'), mark: 7 };
    const configured = select({ lookups: [{ ...lookup, iif: 'veth3' }] });
    expect(questions(NODE, configured).at(-1)).toEqual({ address: NODE.address, lookup });
  });

  it('is no lookup from a source of the other family', () => {
    const configured = select({ lookups: [{ from: 'fd00::9' }] });
    expect(questions(NODE, configured)).toEqual(questions(NODE));
    expect(questions(target('fd00::2'), configured)).toHaveLength(4);
  });

  it('is the one device only of a target that is meant there', () => {
    expect(questions(target('fe80::1', ETH2))).toEqual([{ address: 'fe80::1', oif: ETH2 }]);
  });
});

describe('what stands by', () => {
  const table = 254;
  const [FIRST, SECOND, ELSEWHERE] = [
    via(ETH1, '10.0.0.254'),
    via(ETH1, '10.0.0.253'),
    via(ETH3, '10.0.0.252'),
  ];
  const answer = nextHops([FIRST], { table });
  const standing = new FakeKernelState({
    links: [...state.links.values()],
    addresses: state.addresses,
  });
  standing.gatewayRoutes.set('10.69.0.0/16', [FIRST, SECOND, ELSEWHERE]);
  const on = (config: unknown = {}): Selection =>
    new Selection(standing, neighborControllerConfig.parse(config));

  it('comes after what the FIB named, once each, on served devices', () => {
    const { hops, active } = concludeRoutes(NODE, [answer], on());
    expect(hops).toEqual([FIRST, SECOND]);
    expect(active).toBe(1);
  });

  it('is nothing where standby is off, the FIB names none, or the target is meant for one device', () => {
    expect(concludeRoutes(NODE, [answer], on({ standby: false })).hops).toEqual([FIRST]);
    expect(concludeRoutes(NODE, [skipped('blackhole', { table })], on()).hops).toEqual([]);
    expect(concludeRoutes(target('10.69.0.2', ETH1), [answer], on()).hops).toEqual([FIRST]);
  });

  it('is only what the tables have that answered', () => {
    expect(concludeRoutes(NODE, [nextHops([FIRST], { table: 100 })], on()).hops).toEqual([FIRST]);
  });
});

describe('what is not asked about at all', () => {
  it.each([
    [target('10.0.0.1'), 'local'],
    [target('fe80::1', ETH3), 'its device veth3 is not selected'],
    [target('fe80::1', ifIndex(7)), 'its device ifindex 7 is not selected'],
    [NODE, undefined],
  ])('%j: %s', (of, why) => {
    expect(whyNotAsked(of, selection)).toBe(why);
  });
});

describe('what the answers come to', () => {
  it('is every next hop that one of them names, once', () => {
    const [a, b] = [via(ETH1, '10.69.0.66'), via(ETH2, '10.69.0.130')];
    const { hops, skipped: why } = conclude(NODE, nextHops([a, b]), nextHops([a]), nextHops([b]));
    expect(hops).toEqual([a, b]);
    expect(why).toBeUndefined();
  });

  it('keeps the same address on two devices apart', () => {
    const [a, b] = [via(ETH1, 'fe80::1'), via(ETH2, 'fe80::1')];
    expect(conclude(NODE, nextHops([a]), nextHops([a]), nextHops([b])).hops).toEqual([a, b]);
  });

  it.each(['local', 'broadcast', 'multicast'] as const)(
    'is nothing for a %s address, whatever a device alone would do with it (I2)',
    (reason) => {
      const { hops, skipped: why } = conclude(
        NODE,
        skipped(reason),
        onLink({ address: NODE.address, oif: ETH1 }),
      );
      expect([hops, why]).toEqual([[], reason]);
    },
  );

  it('leaves out next hops that are our own address, or on a device that is not served', () => {
    const refused = [via(ETH1, '10.0.0.1'), via(ETH3, '10.3.0.1')];
    const routes = conclude(NODE, nextHops([via(ETH1, '10.69.0.66'), ...refused]));
    expect(routes.hops).toEqual([via(ETH1, '10.69.0.66')]);
    expect(routes.refused).toEqual(refused);
    expect(routes.skipped).toBeUndefined();
  });

  it('says why, where that leaves nothing', () => {
    const why = (answer: NextHopAnswer): string | undefined => conclude(NODE, answer).skipped;
    expect(why(nextHops([via(ETH1, '10.0.0.1')]))).toBe('next hop 10.0.0.1: local');
    expect(why(nextHops([via(ETH3, '10.69.0.2')]))).toBe(
      'its route leads over veth3, which is not selected',
    );
  });

  it('says what tells most, where no answer has a next hop', () => {
    const why = (...answers: readonly NextHopAnswer[]) => conclude(NODE, ...answers).skipped;
    expect(why(skipped('unroutable'), skipped('other-device'), skipped('link-down'))).toBe(
      'link-down',
    );
    expect(why(skipped('unroutable'), skipped('other-device'))).toBe('unroutable');
    expect(why()).toBe('unroutable');
  });
});

describe('what the routes rest on', () => {
  const { address } = NODE;
  const routes = conclude(
    NODE,
    nextHops([via(ETH1, '10.69.0.66')], { devices: [ETH1, ETH3], nexthopIds: [4] }),
    onLink({ address, oif: ETH1 }),
  );

  it('is each device that was asked over, and each that a leg is on, usable or not', () => {
    const rests = (device: typeof ETH1) => restsOn(routes, new Set([device]), new Set());
    expect([ETH1, ETH2, ETH3, ifIndex(4)].map(rests)).toEqual([true, true, true, false]);
  });

  it('is the nexthop objects of the route', () => {
    expect(restsOn(routes, new Set(), new Set([4]))).toBe(true);
    expect(restsOn(routes, new Set(), new Set([5]))).toBe(false);
  });

  it('is for a target of one device not the others', () => {
    const own = conclude(target('fe80::1', ETH2), skipped('unroutable'));
    expect(restsOn(own, new Set([ETH1]), new Set())).toBe(false);
    expect(restsOn(own, new Set([ETH2]), new Set())).toBe(true);
  });

  it('is the target, its next hops, and those that were refused', () => {
    const mixed = conclude(NODE, nextHops([via(ETH1, '10.69.0.66'), via(ETH3, '10.3.0.1')]));
    const concerns = (text: string) => isAbout(mixed, new Set([text]));
    expect(['10.69.0.2', '10.69.0.66', '10.3.0.1'].map(concerns)).toEqual([true, true, true]);
    expect(concerns('10.69.0.3')).toBe(false);
  });
});
