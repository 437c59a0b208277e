import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';

import { Clock, errorMessage, readSmallFile } from '@kith/agent-api';
import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import { inject, injectable } from 'inversify';

import { type EtcdAccess, type EtcdClient, type EtcdConnection, EtcdError } from './etcd-client.js';
import { etcdMethods } from './etcd-messages.js';
import { explainFailure } from './explain-failure.js';
import { GrpcConnection } from './grpc-connection.js';
import type { grpc } from './libraries.js';

type Grpc = typeof grpc;

/** A page of 500 usual records has 100 KB; etcd itself takes no request of more than 1.5 MB, if not told otherwise. */
const MAX_ANSWER_BYTES = 8 * 2 ** 20;
/** etcd ends a connection that asks more often than each 5 s. */
const KEEPALIVE = { every: 10_000, within: 5_000 };

/** gRPC, etcd's own protocol: HTTP/2 whose pings tell whether a silent member is still there. */
@injectable()
export class GrpcEtcdClient implements EtcdClient {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async connect(access: EtcdAccess, signal: AbortSignal): Promise<EtcdConnection> {
    // here, so that an agent without etcd does not pay for them
    const { grpc, protobuf } = await import('./libraries.js');
    // it would write to the terminal
    grpc.setLogVerbosity(grpc.logVerbosity.NONE);
    const { protocol, host, hostname } = new URL(access.endpoint);
    const security = protocol === 'https:' ? await tlsOf(access, hostname, grpc) : withoutTls(grpc);
    const client = new grpc.Client(`dns:${withPort(access.endpoint, host)}`, security.credentials, {
      ...security.options,
      'grpc.keepalive_time_ms': KEEPALIVE.every,
      'grpc.keepalive_timeout_ms': KEEPALIVE.within,
      'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
      // one member is one connection: what it does when it fails is decided here
      'grpc.enable_retries': 0,
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.service_config_disable_resolution': 1,
    });
    const explain = (error: unknown): EtcdError =>
      explainFailure(error as grpc.ServiceError, { access, statuses: grpc.status });
    const parts = { client, methods: etcdMethods(protobuf), clock: this.clock, explain, grpc };
    const connection = new GrpcConnection(parts, access.user);
    try {
      await connection.authenticate(signal);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}

/** URL leaves out a port that is the usual one of its scheme. */
function withPort(endpoint: string, host: string): string {
  return /:\d+\/?$/.exec(host) ? host : `${host}:${endpoint.startsWith('https:') ? 443 : 80}`;
}

interface Security {
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

function withoutTls({ credentials }: Grpc): Security {
  return { credentials: credentials.createInsecure(), options: {} };
}

async function tlsOf({ tls }: EtcdAccess, hostname: string, grpc: Grpc): Promise<Security> {
  const [ca, key, cert] = await Promise.all(
    (['ca', 'key', 'cert'] as const).map((name) => readPem(name, tls[name])),
  );
  const { checkServerIdentity } = await import('node:tls');
  const address = hostname.replaceAll(/[[\]]/g, '');
  // TLS asks for names only: a name in place of an address, and the certificate checked for the address
  const isAddress = isIP(address) !== 0;
  const verifyOptions = isAddress
    ? {
        checkServerIdentity: (_: string, peer: PeerCertificate) =>
          checkServerIdentity(address, peer),
      }
    : {};
  try {
    return {
      credentials: grpc.credentials.createSsl(ca, key, cert, verifyOptions),
      options: isAddress ? { 'grpc.ssl_target_name_override': 'etcd' } : {},
    };
  } catch (error) {
    const files = [tls.ca, tls.cert, tls.key].filter((file) => file !== undefined).join(', ');
    const message = `${files}: no usable certificate (${errorMessage(error)}); check source-etcd.tls`;
    throw new EtcdError('other', message, error);
  }
}

async function readPem(name: string, file: string | undefined): Promise<Buffer | null> {
  if (file === undefined) return null;
  try {
    return await readSmallFile(file);
  } catch (error) {
    const message = `${file} cannot be read (${errorMessage(error)}); check source-etcd.tls.${name}`;
    throw new EtcdError('other', message, error);
  }
}
