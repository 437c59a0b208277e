import type { Clock, Logger } from '@kith/agent-api';
import { type DestinationStream, type Logger as PinoLogger, pino, stdSerializers } from 'pino';

import type { RuntimeConfig } from '../runtime-config.js';

/** Where finished lines go, each with its newline. */
export interface LogDestination {
  write(line: string): unknown;
}

/** Bytes that are kept for a log that takes none just now; what is over it is dropped. */
const MOST_KEPT = 64 * 1024;

/** One logger for each plugin, all writing to one place, synchronously: nothing is lost at the end. */
export class PinoLogs {
  readonly #root: PinoLogger;
  readonly #byName = new Map<string, PinoLogger>();

  private constructor(stream: DestinationStream, level: string, clock: Clock) {
    this.#root = pino(
      {
        level,
        base: {},
        timestamp: () => `,"time":"${clock.wallTime().toISOString()}"`,
        serializers: { error: stdSerializers.err },
      },
      stream,
    );
  }

  /** `destination` is stderr by default. */
  static async open(
    { level, format }: RuntimeConfig['log'],
    clock: Clock,
    destination?: LogDestination,
  ): Promise<PinoLogs> {
    const out = destination ?? descriptor(2);
    const isTerminal = destination === undefined && process.stderr.isTTY;
    const stream = format === 'pretty' ? await pretty(out, isTerminal) : jsonTo(out);
    return new PinoLogs(stream, level, clock);
  }

  logger(plugin: string): Logger {
    let logger = this.#byName.get(plugin);
    if (!logger) {
      logger = this.#root.child({ plugin });
      this.#byName.set(plugin, logger);
    }
    return logger;
  }

  /** From now on, for all loggers. */
  setLevel(level: string): void {
    // a child keeps the level that it was born with
    for (const logger of [this.#root, ...this.#byName.values()]) logger.level = level;
  }
}

/** A log that cannot be written (a full disk) is no reason to end: what it was told is written when it takes again. */
export function descriptor(fd: number): LogDestination {
  return pino.destination({ fd, sync: true, maxLength: MOST_KEPT }).on('error', () => undefined);
}

function jsonTo(out: LogDestination): DestinationStream {
  return { write: (line) => void out.write(line) };
}

async function pretty(out: LogDestination, isColored: boolean): Promise<DestinationStream> {
  // only who wants it pays for it
  const { prettyLines } = await import('./pretty-lines.js');
  const format = prettyLines(isColored);
  return { write: (line) => void out.write(format(line)) };
}
