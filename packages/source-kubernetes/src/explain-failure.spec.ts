import { describe, expect, it } from '@jest/globals';

import { explainAnswer, explainNoAnswer } from './explain-failure.js';
import { NODES } from './kube-api.js';
import { isExpired } from './kube-error.js';

const asked = { verb: 'list', resource: NODES, server: 'https://10.0.0.1:6443' } as const;
const status = (message: string): string => JSON.stringify({ kind: 'Status', message });

describe('an answer that is none of 200', () => {
  it.each([
    [
      401,
      'Unauthorized',
      'https://10.0.0.1:6443 does not know this user (401 Unauthorized); check the user of the kubeconfig, or the token of the service account',
    ],
    [
      403,
      'nodes is forbidden: User "x" cannot list',
      'may not list nodes: nodes is forbidden: User "x" cannot list; allow list and watch of nodes, as deploy/kubernetes/rbac.yaml does',
    ],
    [503, 'etcd is away', 'list nodes at https://10.0.0.1:6443: 503 etcd is away'],
  ])('%d is told with its cure', (code, message, told) => {
    expect(explainAnswer(code, status(message), asked).message).toBe(told);
  });

  it('is one line, and not too long, whoever answers', () => {
    const { message } = explainAnswer(
      502,
      `<html>\n<h1>Bad   Gateway</h1>${'x'.repeat(10_000)}`,
      asked,
    );
    expect(message).toMatch(/^list nodes at \S+ 502 <html> <h1>Bad Gateway<\/h1>x+\.{3}$/);
    expect(message.length).toBeLessThan(600);
  });

  it('410 means to list anew', () => {
    expect(isExpired(explainAnswer(410, status('too old resource version'), asked))).toBe(true);
    expect(isExpired(explainAnswer(500, '', asked))).toBe(false);
  });
});

describe('no answer', () => {
  const failure = (code: string, message = 'what Node says'): Error =>
    Object.assign(new Error(message), { code });

  it.each([
    [
      'ECONNREFUSED',
      'https://10.0.0.1:6443 cannot be reached (ECONNREFUSED); check that it runs, and that this is its address',
    ],
    [
      'ENOTFOUND',
      'https://10.0.0.1:6443 cannot be reached (ENOTFOUND); check that it runs, and that this is its address',
    ],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      "the certificate of https://10.0.0.1:6443 is not trusted (SELF_SIGNED_CERT_IN_CHAIN); check certificate-authority and server of the kubeconfig's cluster",
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "the certificate of https://10.0.0.1:6443 is not trusted (ERR_TLS_CERT_ALTNAME_INVALID); check certificate-authority and server of the kubeconfig's cluster",
    ],
    ['EPROTO', 'no TLS with https://10.0.0.1:6443 (what Node says)'],
  ])('%s is told in words', (code, told) => {
    expect(explainNoAnswer(failure(code), asked).message).toBe(told);
  });

  it('that can be used is told too', () => {
    expect(explainNoAnswer(new SyntaxError('Unexpected token'), asked).message).toBe(
      'https://10.0.0.1:6443 sent what is of no use (Unexpected token)',
    );
  });
});
