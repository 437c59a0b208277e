import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sysctlName } from '@kith/neighbor-api';

import { ProcSysctls } from './proc-sysctls.js';

const FILTER = sysctlName('ipv4', 'conf', 'eth0.100', 'arp_filter');

let root: string;
let file: string;
let sysctls: ProcSysctls;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kith-sysctls-'));
  file = path.join(root, 'net/ipv4/conf/eth0.100/arp_filter');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '1\n');
  sysctls = new ProcSysctls(root);
});

afterEach(() => rmSync(root, { recursive: true }));

it('reads and writes, also of a device with a dot in its name', () => {
  expect(sysctls.read(FILTER)).toEqual({ kind: 'value', value: 1 });
  expect(sysctls.write(FILTER, 0)).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe('0\n');
});

it('tells what is not there, and does not make it', () => {
  const other = sysctlName('ipv4', 'conf', 'eth0.100', 'arp_evict_nocarrier');
  expect(sysctls.read(other)).toEqual({ kind: 'absent' });
  expect(sysctls.write(other, 0)).toBe(`${other} cannot be set to 0 (ENOENT)`);
  expect(existsSync(path.join(path.dirname(file), 'arp_evict_nocarrier'))).toBe(false);
});

it.each(['', '1 2', 'one'])('says that "%s" is no number', (text) => {
  writeFileSync(file, text);
  expect(sysctls.read(FILTER)).toEqual({
    kind: 'refused',
    error: `${FILTER} is "${text}", not a number`,
  });
});

it('answers with the reason where it may not', () => {
  const folder = sysctlName('ipv4', 'conf');
  expect(sysctls.read(folder)).toEqual({
    kind: 'refused',
    error: 'net.ipv4.conf cannot be read (EISDIR)',
  });
  expect(sysctls.write(folder, 0)).toBe('net.ipv4.conf cannot be set to 0 (EISDIR)');
});
