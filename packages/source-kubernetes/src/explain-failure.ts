import { errorMessage, plainText } from '@kith/agent-api';

import { KubeError } from './kube-error.js';
import type { KubeResource } from './kube-api.js';

/** Who is asked for what. */
export interface Asked {
  readonly verb: 'list' | 'watch';
  readonly resource: KubeResource;
  /** `https://10.0.0.1:6443` */
  readonly server: string;
}

const RBAC = 'deploy/kubernetes/rbac.yaml';
/** Untrusted text goes to a log line. */
const LONGEST_MESSAGE = 500;

/** Whether it is an error of a socket: not of what was said. */
export function isConnectionLost(error: unknown): boolean {
  return !(error instanceof KubeError) && (error as NodeJS.ErrnoException).code !== undefined;
}

/** Why there was no answer, or none that can be used. */
export function explainNoAnswer(error: unknown, { server }: Asked): KubeError {
  if (error instanceof KubeError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/^ERR_SSL/.test(code) || code === 'EPROTO') {
    return new KubeError(`no TLS with ${server} (${oneLine(message)})`, undefined, error);
  }
  if (/CERT|ALTNAME|VERIFY|ISSUER/.test(code)) {
    const cure = "check certificate-authority and server of the kubeconfig's cluster";
    return new KubeError(
      `the certificate of ${server} is not trusted (${code}); ${cure}`,
      undefined,
      error,
    );
  }
  const what =
    code === ''
      ? `sent what is of no use (${oneLine(message)})`
      : `cannot be reached (${code}); check that it runs, and that this is its address`;
  return new KubeError(`${server} ${what}`, undefined, error);
}

/** The kubeconfig names something that cannot be had: a file, a program that gives tokens, a server by http. */
export function explainAccess(error: unknown, kubeconfig: string | undefined): KubeError {
  const where =
    kubeconfig === undefined ? 'the service account of this pod' : `kubeconfig ${kubeconfig}`;
  const why = oneLine(errorMessage(error));
  const cure = why.startsWith('HTTP protocol')
    ? 'a server by http needs insecure-skip-tls-verify: true'
    : why;
  return new KubeError(`${where} cannot be used: ${cure}`, undefined, error);
}

/** What an answer other than 200 means. `body` is a Status object, as a rule. */
export function explainAnswer(status: number, body: string, asked: Asked): KubeError {
  const { verb, resource, server } = asked;
  const said = messageOf(body);
  if (status === 401) {
    const cure = 'check the user of the kubeconfig, or the token of the service account';
    return new KubeError(`${server} does not know this user (401 ${said}); ${cure}`, status);
  }
  if (status === 403) {
    const cure = `allow list and watch of ${resource.plural}, as ${RBAC} does`;
    return new KubeError(`may not ${verb} ${resource.plural}: ${said}; ${cure}`, status);
  }
  return new KubeError(`${verb} ${resource.plural} at ${server}: ${status} ${said}`, status);
}

function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return oneLine(message);
  } catch {
    // a proxy's page
  }
  return oneLine(body);
}

function oneLine(text: string): string {
  return plainText(text.trim(), LONGEST_MESSAGE);
}
