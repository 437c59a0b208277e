import type { ServiceIdentifier } from 'inversify';

/**
 * Structured log, fields first. `info` is what an operator wants to read once, `debug` is for us.
 * Injected by plugin id: `@inject(Logger) @named('greeter') logger: Logger`.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** What a line of the log is about, by name: `{ device, address }`; `error` takes what was thrown. */
export type LogFields = Readonly<Record<string, unknown>>;

export const Logger = Symbol.for('@kith/agent-api/Logger') as ServiceIdentifier<Logger>;
