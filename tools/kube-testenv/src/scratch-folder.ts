import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Of the isolation that tests run in (tools/lab): in memory, and gone with its last process. */
const ISOLATED = '/run/kith-isolated';

/** A new empty folder, for whoever makes it to remove. */
export function scratchFolder(): Promise<string> {
  return mkdtemp(path.join(existsSync(ISOLATED) ? '/run' : tmpdir(), 'kith-testenv-'));
}
