import { key } from '@kith/agent-api';
import * as z from 'zod';

import { parseListenAddress } from './listen-address.js';

/** sun_path of unix(7), with its end. Whoever binds a longer one gets its beginning, and is told nothing. */
const LONGEST_PATH = 108 - 1;

const socketPath = z
  .string()
  .min(1)
  .refine(
    (text) => Buffer.byteLength(text) <= LONGEST_PATH,
    `has more than the ${LONGEST_PATH} bytes that the path of a Unix socket may have; choose a shorter one`,
  );

export const adminServerConfig = z.strictObject({
  socket: key(socketPath.default('/run/kith/kith.sock'), {
    description: 'Unix socket of the admin API; its folder is made if there is none.',
    reload: 'restart',
    flag: { name: 'socket', value: 'PATH' },
  }),
  http: key(
    z
      .string()
      .refine(
        (text) => text === 'off' || parseListenAddress(text) !== undefined,
        'is not an address to listen on; write 127.0.0.1:9880, [::1]:9880 or off',
      )
      .default('127.0.0.1:9880'),
    {
      description: 'Where health, readiness and metrics are served over HTTP; off = nowhere.',
      reload: 'restart',
      flag: { name: 'http', value: 'ADDR:PORT|off' },
    },
  ),
});

export type AdminServerConfig = z.infer<typeof adminServerConfig>;
