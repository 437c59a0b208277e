import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

const MEMORY = '2G';
const CPUS = '2';

/**
 * @typedef {object} GuestReport
 * @property {object} [probe] what `kith probe --json` printed
 * @property {import('../runner/report.mjs').Result[]} results
 * @property {string} [problem] why it did not come to its end, or what it could not run
 */

/**
 * Starts a kernel on the image, waits for its end and gives what it reported. Ends with this process, whatever becomes
 * of it.
 *
 * @param {import('./kernel.mjs').Kernel} kernel
 * @param {string} image
 * @param {{ timeout: number, log: NodeJS.WritableStream }} options milliseconds; what the guest prints goes to `log`
 * @returns {Promise<GuestReport>}
 */
export async function runGuest(kernel, image, { timeout, log }) {
  const port = path.join(path.dirname(image), `${kernel.release}.results`);
  writeFileSync(port, '');
  const boot = 'console=ttyS0 quiet panic=-1 root=/dev/nvme0n1 rw init=/bin/sh -- /init';
  const qemu = [
    ...['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-cpu', 'max'],
    ...['-smp', CPUS, '-m', MEMORY, '-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel.image, '-append', boot],
    ...['-drive', `file=${image},if=none,id=root,format=raw,snapshot=on`],
    ...['-device', 'nvme,drive=root,serial=root'],
    ...['-serial', 'stdio', '-serial', `file:${port}`],
  ];
  // no guest outlives us, not even when we are killed
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...qemu], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  child.stdout.pipe(log, { end: false });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeout);
  try {
    await once(child, 'close');
    const report = readReport(readFileSync(port, 'utf8'));
    if (report.isDone) return report;
    const why = isLate
      ? `not done within ${timeout / 60_000} minutes`
      : 'it ended before it was done';
    return { ...report, problem: [why, complaint.trim()].filter(Boolean).join(': ') };
  } finally {
    clearTimeout(timer);
  }
}

/** What came through the port: a line that was cut off counts for nothing. */
export function readReport(text) {
  const lines = text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const problem = lines.find((line) => line.problem)?.problem;
  return {
    ...(problem !== undefined && { problem }),
    probe: lines.find(({ probe }) => probe)?.probe,
    results: lines.flatMap(({ result }) => (result ? [result] : [])),
    isDone: lines.some(({ done }) => done),
  };
}
