// ask-for-target.mjs SOCKET OWNER ADDRESS LEASE: what a loader of XDP programs does that saw NO_NEIGH. Knows HTTP and nothing of Kith.
import { request } from 'node:http';

const [socketPath, owner, address, lease] = process.argv.slice(2);

const asked = request({ socketPath, method: 'PUT', path: `/v1/targets/${owner}` }, (response) => {
  response.pipe(process.stdout);
  if (response.statusCode !== 200) process.exitCode = 1;
});
asked.end(JSON.stringify({ addresses: [address], lease }));
