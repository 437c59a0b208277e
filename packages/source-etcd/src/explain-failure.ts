import { plainText } from '@kith/agent-api';

import { type EtcdAccess, EtcdError, type EtcdErrorKind } from './etcd-client.js';

/** What gRPC says of a call that failed. */
export interface GrpcFailure {
  readonly code?: number;
  readonly details?: string;
  readonly message?: string;
}

export interface Surroundings {
  readonly access: EtcdAccess;
  /** gRPC's codes by name. */
  readonly statuses: { readonly RESOURCE_EXHAUSTED: number; readonly UNAVAILABLE: number };
}

interface Explanation {
  readonly pattern: RegExp;
  readonly kind?: EtcdErrorKind;
  /** `said` is what came from etcd or Node, in one line. */
  readonly message: (said: string, access: EtcdAccess) => string;
}

const WHERE = 'check that it runs, and source-etcd.endpoints';
const WHO = 'check source-etcd.user and passwordFile';

/** By their text: etcd's codes are shared by errors that need different cures, as its own clients know too. */
const EXPLANATIONS: readonly Explanation[] = [
  { pattern: /required revision has been compacted/, kind: 'compacted', message: (said) => said },
  {
    pattern: /invalid auth token|revision of auth store is old/,
    // each connection asks for a token of its own
    message: (said) => `takes our token no longer (${said}); source-etcd.user gets another one`,
  },
  { pattern: /authentication is not enabled/, kind: 'no-users', message: (said) => said },
  {
    pattern: /authentication failed|user name not found/,
    message: (said, { user }) => `refuses user ${user?.name ?? ''} (${said}); ${WHO}`,
  },
  {
    pattern: /user name is empty/,
    message: () => 'wants a user; set source-etcd.user and passwordFile',
  },
  {
    pattern: /permission denied/,
    message: (_said, { user }) =>
      `user ${user?.name ?? '(none)'} may not read source-etcd.prefix; allow it by: etcdctl role grant-permission ROLE read PREFIX --prefix`,
  },
  {
    pattern: /no leader|request timed out|leader changed/,
    message: (said) => `has lost the other members (${said}); start them, or check their network`,
  },
  {
    pattern: /self.signed|unable to (verify|get)|unknown ca|issuer|signature/i,
    message: (said) => `its certificate is not trusted (${said}); check source-etcd.tls.ca`,
  },
  {
    pattern: /altname|does not match certificate/i,
    message: (said) => `its certificate is for another name (${said}); ${WHERE}`,
  },
  {
    pattern: /certificate has expired|not yet valid/i,
    message: (said) => `its certificate is not valid now (${said}); renew it, or check the clock`,
  },
  {
    pattern: /certificate required|bad certificate|alert/i,
    message: (said) => `refuses our certificate (${said}); check source-etcd.tls.cert and key`,
  },
  {
    pattern: /before secure TLS|wrong version number|packet length too long/i,
    message: (said) => `does not speak TLS (${said}); write http: in source-etcd.endpoints`,
  },
  {
    // no word of why
    pattern: /Failed to connect/,
    message: () =>
      `ends the connection at once; ${WHERE}: where it speaks TLS, they begin with https:`,
  },
  {
    pattern: /Name resolution failed/,
    message: () => 'its name is not known; check source-etcd.endpoints, and DNS',
  },
];

/** Untrusted text goes into a line of the log. */
const LONGEST_SAID = 200;

/** What it means for whoever has to mend it. */
export function explainFailure(failure: GrpcFailure, around: Surroundings): EtcdError {
  if (failure instanceof EtcdError) return failure;
  const { code, details = failure.message ?? '' } = failure;
  const said = saidIn(details);
  const { RESOURCE_EXHAUSTED, UNAVAILABLE } = around.statuses;
  if (code === RESOURCE_EXHAUSTED && /larger than max/.test(details)) {
    return new EtcdError('too-large', `its answer is too large (${said})`, failure);
  }
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(details));
  if (known) {
    return new EtcdError(known.kind ?? 'other', known.message(said, around.access), failure);
  }
  const isUnreachable = code === UNAVAILABLE;
  const message = isUnreachable ? `cannot be reached (${said}); ${WHERE}` : `fails: ${said}`;
  return new EtcdError('other', message, failure);
}

/** `No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ` without its frame. */
function saidIn(details: string): string {
  const inner = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
  // 80BC:error:0A00:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:../deps/openssl/...
  const said = /SSL routines:[^:]*:([^:]+)/.exec(inner)?.[1] ?? inner;
  // the same words each time: a time of day would make it news
  const timeless = said.replaceAll(/ \(\d{4}-\d\d-[^)]*\)/g, '');
  return plainText(timeless.trim(), LONGEST_SAID);
}
