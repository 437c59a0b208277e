// Signals that come while `kith run` is being loaded, before it has listeners of its own (commands/run.ts).
// Loaded first of all: until then they have their default effect, which is to kill.
import process from 'node:process';

/** SIGTERM and SIGINT end what has not begun anything with success, SIGHUP does nothing: the config is read later. */
function handleEarlySignals() {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    // once, and it was here first: where there is another, that one ends the agent
    process.once(signal, () => {
      if (process.listenerCount(signal) === 0) process.exit(0);
    });
  }
  process.on('SIGHUP', () => undefined);
}

if (process.argv[2] === 'run') handleEarlySignals();
