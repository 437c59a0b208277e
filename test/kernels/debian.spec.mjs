import { expect, test } from '@jest/globals';

import { firstComplaint, kernelIn, parseTargets, sourcesFor } from './debian.mjs';

const KNOWN = `Debian|Debian|http://mirror.example/debian/
Debian|Debian|http://mirror.example/debian/
Debian|Debian-Security|http://security.example/debian-security/
somebody|else|https://packages.example/
`;

test('a release is asked of the mirrors that apt has for another, signatures checked', () => {
  const signed = '[arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  expect(sourcesFor('bullseye', parseTargets(KNOWN))).toEqual([
    `deb ${signed} http://mirror.example/debian/ bullseye main`,
    `deb ${signed} http://security.example/debian-security/ bullseye-security main`,
  ]);
});

test('without a mirror for security, of the archive alone', () => {
  const targets = parseTargets(KNOWN).filter(({ label }) => label === 'Debian');
  expect(sourcesFor('bullseye', targets)).toEqual([expect.stringContaining(' bullseye main')]);
});

test('without a mirror of Debian, the cure is named', () => {
  const targets = parseTargets('Ubuntu|Ubuntu|http://mirror.example/ubuntu/\n');
  expect(() => sourcesFor('bullseye', targets)).toThrow('KITH_KERNELS');
});

test('the kernel is the one that the package of the newest depends on', () => {
  const shown = 'Package: linux-image-cloud-amd64\nDepends: linux-image-6.1.0-56-cloud-amd64\n';
  expect(kernelIn(shown)).toBe('linux-image-6.1.0-56-cloud-amd64');
  expect(kernelIn('')).toBeUndefined();
});

test('of what apt prints the first error counts, else the first warning', () => {
  const warning = 'W: one thing\nN: a note\n';
  expect(firstComplaint(`${warning}E: another\nE: more\n`)).toBe('another');
  expect(firstComplaint(warning)).toBe('one thing');
  expect(firstComplaint('')).toBeUndefined();
});
