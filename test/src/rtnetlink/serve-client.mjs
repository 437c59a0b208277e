// Does with an rtnetlink client what it is told on stdin, a JSON line each, and ends with it.
//   [id, method, ...args] -> { id, result } or { id, error }; what is notified -> { burst } or { lost }
import process from 'node:process';
import { createInterface } from 'node:readline';
import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate } from 'node:timers/promises';

import { createRtnetlinkClient } from '@kith/rtnetlink';

const clock = {
  yield: () => setImmediate(),
  timer(ms, callback) {
    const timeout = setTimeout(callback, ms);
    return () => clearTimeout(timeout);
  },
};
const client = createRtnetlinkClient({ clock });
let subscription;

const methods = {
  dump: (table) => client.dump(table),
  request: (requests) => client.request(requests),
  async subscribe(groups) {
    subscription = await client.subscribe(groups, {
      notified: (burst) => tell({ burst }),
      lost: (lost) => tell({ lost }),
    });
  },
  isDrained: () => subscription.isDrained(),
};

const lines = createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const [id, method, ...args] = JSON.parse(line);
  try {
    tell({ id, result: await methods[method](...args) });
  } catch (error) {
    tell({ id, error: error.message });
  }
});
// nothing but its sockets could keep the process alive now
lines.on('close', () => client.close());

function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
