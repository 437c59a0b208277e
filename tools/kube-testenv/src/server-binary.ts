/** The servers that this package starts, and what names their binary in the environment. */
const VARIABLES = { 'kube-apiserver': 'KUBE_APISERVER', etcd: 'ETCD' } as const;

export type ServerName = keyof typeof VARIABLES;

/** The binary of a server. @throws Error where there is none: ask `whyNoServer` first */
export function serverBinary(name: ServerName): string {
  const why = whyNoServer(name);
  if (why !== undefined) throw new Error(why);
  return process.env[VARIABLES[name]] ?? '';
}

/** `no kube-apiserver (go is not installed)`; undefined where there is one. */
export function whyNoServer(name: ServerName): string | undefined {
  const variable = VARIABLES[name];
  const { [`KITH_NO_${variable}`]: why, [variable]: file } = process.env;
  if (why !== undefined) return `no ${name} (${why})`;
  return file ? undefined : `no ${name} (${variable} is not set)`;
}
