import { key } from '@kith/agent-api';
import { nodeChoice } from '@kith/neighbor-api';
import * as z from 'zod';

const endpoint = z
  .string()
  .regex(/^https?:\/\/[^/?#@\s]+:\d+\/?$/, 'expected the form http://10.0.0.1:2379, or https:');

/** A schema of its own for each key: what is known of a key hangs on it. */
const file = () => z.string().min(1).optional();

const tls = z.strictObject({
  ca: key(file(), {
    description:
      "File (PEM) with the authorities that etcd's certificate must be from; none = those that Node brings.",
    reload: 'live',
  }),
  cert: key(file(), {
    description: 'File (PEM) with our certificate, where etcd wants one; with tls.key.',
    reload: 'live',
  }),
  key: key(file(), {
    description: 'File (PEM) with the key of tls.cert.',
    reload: 'live',
  }),
});

export const sourceEtcdConfig = z.strictObject({
  endpoints: key(z.array(endpoint).min(1).max(32).default(['http://127.0.0.1:2379']), {
    description:
      'Members of etcd, https: for TLS. One is followed, any of them; the next one where it fails.',
    reload: 'live',
  }),
  prefix: key(
    z
      .string()
      .max(1000)
      .regex(/.\/$/, 'must end with /, so that it is no part of a longer name: /kith/nodes/')
      .default('/kith/nodes/'),
    {
      description:
        'What comes before the name in each key: PREFIX + NAME holds {"name": NAME, "addresses": ["10.0.0.1"], "labels": {}}.',
      reload: 'live',
    },
  ),
  tls: key(tls.prefault({}), {
    description: 'Files for endpoints with https:, read at each connection.',
    reload: 'live',
  }),
  user: key(z.string().min(1).optional(), {
    description: 'User of etcd, where it has users; with passwordFile.',
    reload: 'live',
  }),
  passwordFile: key(file(), {
    description: "File with the user's password; read at each authentication.",
    reload: 'live',
  }),
  ...nodeChoice,
});

export type SourceEtcdConfig = z.infer<typeof sourceEtcdConfig>;
