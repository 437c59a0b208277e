import { prettyFactory } from 'pino-pretty';

/** How a log line of JSON looks to a person: `[12:00:00.000] INFO: greeter: works {"size":1}`. */
export function prettyLines(isColored: boolean): (line: string) => string {
  const format = prettyFactory({
    colorize: isColored,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{plugin}: {msg}',
    ignore: 'plugin',
    singleLine: true,
  });
  return (line) => format(JSON.parse(line));
}
