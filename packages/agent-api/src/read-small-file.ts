import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Certificates, kubeconfigs, passwords: none is near that. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * A file that a config names beside itself: a kubeconfig, a password. A pipe is refused: whoever reads one may wait for
 * ever, and what was read of it is gone.
 * @throws Error with the `code` of the system, if it is from there; the message says why not, without the file's name
 */
export async function readSmallFile(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw explained(error as NodeJS.ErrnoException);
    },
  );
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error('it is no regular file; write what it gives to one');
    // one more than there should be, to see whether it grows
    const buffer = Buffer.alloc(Math.min(stat.size, MOST_BYTES) + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0) return buffer.subarray(0, length);
      if (length > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
      if (length > stat.size) throw new Error('it grows while it is read');
    }
  } finally {
    await handle.close();
  }
}

function explained(error: NodeJS.ErrnoException): Error {
  const why = { ENOENT: 'there is no such file', EACCES: 'it may not be read' }[error.code ?? ''];
  return Object.assign(new Error(why ?? error.message, { cause: error }), { code: error.code });
}
