import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runCommand } from '@kith/lab';

/** Files, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Identity {
  readonly commonName: string;
  /** As Kubernetes reads it: the groups of a user. */
  readonly organization?: string;
  /** IP addresses that a server is reached at. */
  readonly addresses?: readonly string[];
}

const VALID = ['-days', '30'];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate authority of a test's own, by openssl. */
export class CertificateAuthority {
  private made = 0;

  private constructor(
    private readonly folder: string,
    private readonly own: Certificate,
  ) {}

  /** Makes one, with its files in `folder`. */
  static async create(folder: string): Promise<CertificateAuthority> {
    const own = { cert: path.join(folder, 'ca.crt'), key: path.join(folder, 'ca.key') };
    await openssl('req', '-x509', ...NEW_KEY, ...VALID, '-subj', '/CN=kith-testenv', ...out(own));
    return new CertificateAuthority(folder, own);
  }

  /** What to trust, to trust what it issues. */
  get cert(): string {
    return this.own.cert;
  }

  /** Issues one that is good for servers and for clients. */
  async issue({ commonName, organization, addresses = [] }: Identity): Promise<Certificate> {
    const name = path.join(this.folder, `issued-${++this.made}`);
    const issued = { cert: `${name}.crt`, key: `${name}.key` };
    const subject = `${organization === undefined ? '' : `/O=${organization}`}/CN=${commonName}`;
    const names = ['DNS:localhost', ...addresses.map((address) => `IP:${address}`)];
    const usage = 'extendedKeyUsage=serverAuth,clientAuth';
    await writeFile(`${name}.ext`, `${usage}\nsubjectAltName=${names.join(',')}\n`);
    const request = `${name}.csr`;
    await openssl(
      'req',
      '-new',
      ...NEW_KEY,
      '-subj',
      subject,
      '-keyout',
      issued.key,
      '-out',
      request,
    );
    const signer = ['-CA', this.own.cert, '-CAkey', this.own.key, '-CAcreateserial'];
    const extensions = ['-extfile', `${name}.ext`];
    await openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...signer,
      ...VALID,
      ...extensions,
      '-out',
      issued.cert,
    );
    return issued;
  }
}

function out({ cert, key }: Certificate): readonly string[] {
  return ['-keyout', key, '-out', cert];
}

async function openssl(...args: readonly string[]): Promise<void> {
  await runCommand(['openssl', ...args]);
}
