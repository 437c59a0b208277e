// kith where /proc/sys is mounted read-only, as in most containers. `ip netns exec` gave it a mount namespace of its own.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

execFileSync('mount', ['--bind', '/proc/sys', '/proc/sys']);
execFileSync('mount', ['-o', 'remount,bind,ro', '/proc/sys']);
await import(path.join(import.meta.dirname, '../../apps/kith/bin/kith.js'));
