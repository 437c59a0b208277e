import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, opendir } from 'node:fs/promises';
import path from 'node:path';

import { errorMessage } from '@kith/agent-api';

/** Some 50,000 nodes. */
export const MAX_FILE_BYTES = 4 * 2 ** 20;
/** Of all files of a folder together. */
export const MAX_FOLDER_BYTES = 16 * 2 ** 20;
export const MAX_FILES = 1000;

/** A file as it was read, or why not, in words. */
export type NodeText = { readonly text: string } | { readonly problem: string };

/** What was found at a path. */
export type Found =
  | { readonly kind: 'file'; readonly file: NodeText }
  /** By name, in the order of the names. */
  | { readonly kind: 'folder'; readonly files: ReadonlyMap<string, NodeText> }
  /** Nothing that can be read, and why, in words. */
  | { readonly kind: 'nothing'; readonly problem: string };

/** Whether a file of a folder is one of ours; backups and what editors leave beside a file is not. */
export function isNodeFile(name: string): boolean {
  return !name.startsWith('.') && /\.(ya?ml|json)$/.test(name);
}

/** Reads a file, or the files of a folder. Never throws. */
export async function readNodeTexts(at: string): Promise<Found> {
  let handle: FileHandle | undefined;
  try {
    handle = await openToRead(at);
    if (!(await handle.stat()).isDirectory()) {
      return { kind: 'file', file: await readText(handle, MAX_FILE_BYTES) };
    }
  } catch (error) {
    return { kind: 'nothing', problem: whyNot(error) };
  } finally {
    await handle?.close();
  }
  return readFolder(at);
}

async function readFolder(folder: string): Promise<Found> {
  const files = new Map<string, NodeText>();
  try {
    let left = MAX_FOLDER_BYTES;
    for (const name of await namesIn(folder)) {
      const file = await readFile(path.join(folder, name), left);
      // it went between the listing and now: as good as never there
      if (!file) continue;
      files.set(name, file);
      if ('text' in file) left -= file.text.length;
    }
  } catch (error) {
    return { kind: 'nothing', problem: whyNot(error) };
  }
  return { kind: 'folder', files };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of (await opendir(folder)) as AsyncIterable<Dirent>) {
    if (isNodeFile(name)) names.push(name);
    if (names.length > MAX_FILES) {
      throw new Error(`has more than ${MAX_FILES} files; put several nodes into one`);
    }
  }
  return names.sort();
}

/** Undefined = it is not there. */
async function readFile(file: string, left: number): Promise<NodeText | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await openToRead(file);
    return await readText(handle, Math.min(MAX_FILE_BYTES, left));
  } catch (error) {
    return isAbsence(error) ? undefined : { problem: whyNot(error) };
  } finally {
    await handle?.close();
  }
}

/** A pipe is not waited for. */
function openToRead(at: string): Promise<FileHandle> {
  return open(at, constants.O_RDONLY | constants.O_NONBLOCK);
}

async function readText(handle: FileHandle, limit: number): Promise<NodeText> {
  const stat = await handle.stat();
  if (!stat.isFile()) return { problem: 'is no file' };
  if (stat.size > limit) {
    return {
      problem: `has ${stat.size} bytes, more than the ${limit} that are read; make it smaller`,
    };
  }
  // one more than there should be, to see whether it grows
  const buffer = Buffer.alloc(stat.size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0) break;
    if (length > stat.size) return { problem: 'grows while it is read; it will be read again' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch {
    return { problem: 'is no UTF-8 text' };
  }
}

function isAbsence(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function whyNot(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'is not there; put it there, with "nodes: []" for no nodes';
    case 'ENOTDIR':
      return 'is not there: part of its path is no folder; check the path';
    case 'ELOOP':
      return 'leads in a circle; check its symbolic links';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read; give the user of the agent permission to read it';
    default:
      return `cannot be read: ${errorMessage(error)}`;
  }
}
