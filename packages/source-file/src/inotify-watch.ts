import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

import { injectable } from 'inversify';

import { isNodeFile } from './node-texts.js';
import type { PathWatch } from './path-watch.js';
import { type See, walkPath } from './walk-path.js';

/**
 * Watches by inotify every folder that the path leads through, also by way of symbolic links. Only so is seen that a link is
 * put in the place of another (as Kubernetes does with a ConfigMap), that a folder is moved away and another
 * put there, and that one comes that was not there.
 */
@injectable()
export class InotifyWatch implements PathWatch {
  private watchers: FSWatcher[] = [];

  async follow(at: string, onEvent: () => void): Promise<Error | undefined> {
    // anew each time: a folder may have gone and come again meanwhile, under the same name and inode
    const before = this.watchers;
    const watchers: FSWatcher[] = (this.watchers = []);
    const denied = new Map<string, Error>();
    let failure: Error | undefined;
    const interests = new Map<string, Interest>();
    const see: See = (folder, name) => {
      const known = interests.get(folder);
      if (known) return known.add(name);
      const interest = new Interest(folder);
      interest.add(name);
      interests.set(folder, interest);
      try {
        const watcher = watch(folder, { persistent: false }, (_event, changed) => {
          if (interest.has(changed)) onEvent();
        });
        watcher.on('error', onEvent);
        watchers.push(watcher);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EACCES') denied.set(folder, error as Error);
        // one that went is told by what it was in
        else if (code !== 'ENOENT' && code !== 'ENOTDIR') failure ??= error as Error;
      }
    };
    const last = await walkPath(at, see);
    closeAll(before);
    // closed meanwhile
    if (this.watchers !== watchers) closeAll(watchers);
    // one on the way that only others may list does not harm: it is hardly ever moved
    return failure ?? denied.get(last);
  }

  close(): void {
    closeAll(this.watchers);
    this.watchers = [];
  }
}

/** What is of interest in a folder. */
class Interest {
  private readonly names: Set<string>;
  private areFiles = false;

  constructor(folder: string) {
    // that is what it is called when it goes itself
    this.names = new Set([path.basename(folder)]);
  }

  /** A name, or undefined for every file of nodes. */
  add(name: string | undefined): void {
    if (name === undefined) this.areFiles = true;
    else this.names.add(name);
  }

  has(name: string | null): boolean {
    return name === null || this.names.has(name) || (this.areFiles && isNodeFile(name));
  }
}

function closeAll(watchers: readonly FSWatcher[]): void {
  for (const watcher of watchers) watcher.close();
}
