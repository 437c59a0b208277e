import { readFile } from 'node:fs/promises';

/** What the files hold, for `node:https`. */
export async function pemOf(files: {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}): Promise<{ readonly ca: string; readonly cert: string; readonly key: string }> {
  const [ca, cert, key] = await Promise.all(
    [files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')),
  );
  return { ca: ca ?? '', cert: cert ?? '', key: key ?? '' };
}
