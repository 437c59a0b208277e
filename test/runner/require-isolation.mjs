import { existsSync } from 'node:fs';

/** Before any spec: they change devices, routes and neighbors of the network namespace that they find themselves in. */
export default function requireIsolation() {
  if (existsSync('/run/kith-isolated')) return;
  throw new Error('these run inside tools/lab/bin/isolate only: npm run test:kernel -- FILE');
}
