import type { ConfigCheck, ConfigFinding } from '@kith/agent-api';

import type { SourceEtcdConfig } from './source-etcd.config.js';

/** What of the ways to get into etcd does not go together. */
export const accessCheck: ConfigCheck = {
  plugin: 'source-etcd',
  check: ({ endpoints, tls, user, passwordFile }: SourceEtcdConfig) => {
    const findings: ConfigFinding[] = [];
    const error = (path: readonly string[], message: string): void => {
      findings.push({ severity: 'error', path, message });
    };
    if (user !== undefined && passwordFile === undefined) {
      error(['user'], 'has no password; set passwordFile too');
    }
    if (user === undefined && passwordFile !== undefined) {
      error(['passwordFile'], 'is of no user; set user too');
    }
    if (tls.cert !== undefined && tls.key === undefined) {
      error(['tls', 'cert'], 'has no key; set tls.key too');
    }
    if (tls.cert === undefined && tls.key !== undefined) {
      error(['tls', 'key'], 'is of no certificate; set tls.cert too');
    }
    const plain = endpoints.find((endpoint) => endpoint.startsWith('http:'));
    if (plain !== undefined) {
      const hasTls = Object.values(tls).some((file) => file !== undefined);
      if (hasTls) error(['endpoints'], `${plain} is without TLS, which tls is for; write https:`);
      else if (user !== undefined) {
        const message = `the password of ${user} is sent to ${plain} for all to read; use https:`;
        findings.push({ severity: 'warning', path: ['endpoints'], message });
      }
    }
    return findings;
  },
};
