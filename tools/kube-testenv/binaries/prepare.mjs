// prepare.mjs   finds, fetches or builds the servers that tests run against, and says which there are
import { serverBinaries } from './binaries.mjs';

for (const [name, value] of Object.entries(
  serverBinaries({ mayMake: true, log: (line) => console.error(line) }),
)) {
  console.log(`${name}=${value}`);
}
