import { createHash } from 'node:crypto';
import path from 'node:path';

import { errorMessage } from '@kith/agent-api';
import type { NodeRecord } from '@kith/neighbor-api';

import { parseNodeFile } from './node-file.js';
import type { Found, NodeText } from './node-texts.js';

/** What is known after a look at the files. */
export interface Reading {
  /** With distinct names. */
  readonly nodes: readonly NodeRecord[];
  /** All that there should be was there, and good. */
  readonly isWhole: boolean;
  /** What is wrong, a line each, by the name of the file or folder. */
  readonly problems: ReadonlyMap<string, string>;
}

interface NodeFile {
  /** Of the text that was parsed last, good or bad. */
  readonly digest?: string;
  /** Of the last good text. */
  readonly nodes?: readonly NodeRecord[];
  /** Why the present text is no good. */
  readonly problem?: string;
}

const EMPTY = 'has no *.yaml or *.json file; put one there, with "nodes: []" for no nodes';
const NOTHING_YET = 'it is waited for, and nothing is removed until then';

/** The last good nodes of each file. What is bad or cannot be read takes nothing away. */
export class NodeBook {
  /** By path. */
  private files: ReadonlyMap<string, NodeFile> = new Map();
  /** Where they are from. */
  private origin: string | undefined;

  /** Takes what was found at the path `at`. */
  async take(at: string, found: Found): Promise<Reading> {
    const problems = new Map<string, string>();
    const isEmpty = found.kind === 'folder' && found.files.size === 0;
    if (found.kind === 'nothing' || isEmpty) {
      // an empty folder may be one that something is to be mounted on
      const problem = found.kind === 'nothing' ? found.problem : EMPTY;
      const held = this.files.size > 0 ? 'the last nodes stay' : NOTHING_YET;
      problems.set(path.basename(at), `${at}: ${problem}; ${held}`);
      return { nodes: this.merged(problems), isWhole: false, problems };
    }
    const files = await this.parsed(at, found);
    const isWhole = [...files.values()].every(({ problem }) => problem === undefined);
    for (const [file, { problem, nodes }] of files) {
      if (problem === undefined) continue;
      const held = nodes === undefined ? NOTHING_YET : 'its last good nodes stay';
      problems.set(path.basename(file), `${problem}; ${held}`);
    }
    const origin = `${found.kind} ${at}`;
    // files elsewhere take the place of those that were good only as a whole
    if (isWhole || this.origin === undefined || this.origin === origin) {
      this.files = files;
      this.origin = origin;
    }
    return { nodes: this.merged(problems), isWhole, problems };
  }

  private async parsed(
    at: string,
    found: Extract<Found, { kind: 'file' | 'folder' }>,
  ): Promise<ReadonlyMap<string, NodeFile>> {
    const texts: readonly (readonly [string, NodeText])[] =
      found.kind === 'file'
        ? [[at, found.file]]
        : [...found.files].map(([name, text]) => [path.join(at, name), text]);
    const files = new Map<string, NodeFile>();
    for (const [file, text] of texts) files.set(file, await this.parse(file, text));
    return files;
  }

  private async parse(file: string, text: NodeText): Promise<NodeFile> {
    const known = this.files.get(file) ?? {};
    if ('problem' in text) return bad(known, `${file}: ${text.problem}`);
    const digest = createHash('sha256').update(text.text).digest('base64');
    if (digest === known.digest) return known;
    try {
      return { digest, nodes: await parseNodeFile(text.text, file) };
    } catch (error) {
      return bad(known, errorMessage(error), digest);
    }
  }

  /** Of two nodes of the same name, the one of the first file. */
  private merged(problems: Map<string, string>): readonly NodeRecord[] {
    const fileByName = new Map<string, string>();
    const merged: NodeRecord[] = [];
    for (const [file, { nodes = [] }] of this.files) {
      for (const node of nodes) {
        const other = fileByName.get(node.name);
        if (other === undefined) {
          fileByName.set(node.name, file);
          merged.push(node);
        } else if (!problems.has(path.basename(file))) {
          const problem = `${file}: node "${node.name}" is in ${other} too, which is the one that counts; rename or remove one`;
          problems.set(path.basename(file), problem);
        }
      }
    }
    return merged;
  }
}

function bad({ nodes }: NodeFile, problem: string, digest?: string): NodeFile {
  return { problem, ...(nodes && { nodes }), ...(digest !== undefined && { digest }) };
}
