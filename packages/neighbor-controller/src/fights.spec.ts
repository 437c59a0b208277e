import { beforeEach, expect, it } from '@jest/globals';
import { FakeClock, FakeHealth } from '@kith/agent-testing';
import { ifIndex, ipAddress, neighborKey } from '@kith/net-types';

import { Fights } from './fights.js';

const KEY = neighborKey(ifIndex(1), ipAddress('10.0.0.2'));
const OTHER = neighborKey(ifIndex(1), ipAddress('10.0.0.3'));

let clock: FakeClock;
let health: FakeHealth;
let fights: Fights;

beforeEach(() => {
  clock = new FakeClock();
  health = new FakeHealth('fights');
  fights = new Fights(clock, health);
});

const interfere = (key = KEY): number => fights.interfered(key, '10.0.0.2 on eth1', 'proto 11');

/** Five times it is put back at once; the sixth is a fight. */
function provoke(key = KEY): number {
  for (let i = 0; i < 5; i++) interfere(key);
  return interfere(key);
}

it('puts back at once the first five times', () => {
  expect(Array.from({ length: 5 }, () => interfere())).toEqual([0, 0, 0, 0, 0]);
  expect(fights.isFighting(KEY)).toBe(false);
  expect(health.complaints()).toEqual([]);
});

it('then pauses, and says who, what and how often', () => {
  expect(provoke()).toBe(1000);
  expect(fights.isFighting(KEY)).toBe(true);
  expect(health.complaints()).toEqual([
    'fights: proto 11 undid 10.0.0.2 on eth1 6 times; it is put back every 1 s until one of the two yields',
  ]);
});

it('answers what is left of a pause to whatever happens during it', async () => {
  provoke();
  await clock.advance(400);
  expect(interfere()).toBe(600);
});

it('puts back once at the end of each pause, and makes the next longer, up to a minute', async () => {
  const pauses = [provoke()];
  while (pauses.length < 5) {
    await clock.advance(pauses.at(-1) as number);
    expect(interfere()).toBe(0);
    pauses.push(interfere());
  }
  expect(pauses).toEqual([1000, 4000, 16_000, 60_000, 60_000]);
});

it('does not hold a fight over one entry against another', () => {
  provoke();
  expect(interfere(OTHER)).toBe(0);
  expect(fights.isFighting(OTHER)).toBe(false);
});

it('ends after two minutes of peace, and begins anew with all patience', async () => {
  provoke();
  await clock.advance(119_999);
  expect(health.complaints()).toHaveLength(1);
  await clock.advance(1);
  expect(health.complaints()).toEqual([]);
  expect(fights.isFighting(KEY)).toBe(false);
  expect(interfere()).toBe(0);
});

it('stays degraded while another fight goes on', async () => {
  provoke();
  await clock.advance(60_000);
  provoke(OTHER);
  await clock.advance(60_000);
  expect(fights.isFighting(KEY)).toBe(false);
  expect(health.complaints()).toHaveLength(1);
  await clock.advance(60_000);
  expect(health.complaints()).toEqual([]);
});

it('leaves no timer behind when it stops', () => {
  provoke();
  fights.stop();
  expect(clock.pending).toBe(0);
  expect(fights.isFighting(KEY)).toBe(false);
});
