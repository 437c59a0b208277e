import { spawn } from 'node:child_process';

// a hog that lost its parent ends by itself, within a second
const HOG = `
  const parent = process.ppid;
  while (process.ppid === parent) for (const end = Date.now() + 1000; Date.now() < end; );
`;

/**
 * Keeps CPUs busy.
 *
 * @param {number} count
 * @returns {() => void} ends them
 */
export function startHogs(count) {
  const hogs = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', HOG], { stdio: 'ignore' }),
  );
  return () => hogs.forEach((hog) => hog.kill('SIGKILL'));
}
