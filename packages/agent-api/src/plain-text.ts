/**
 * A text that is not trusted, for a message to a person: in one line, at most `most` characters and three dots, and with
 * nothing that a terminal would act on.
 */
export function plainText(text: string, most = 100): string {
  // what is cut off is not looked at: it may be megabytes
  const line = text.slice(0, most + 1).replaceAll(/[\s\p{C}]+/gu, ' ');
  return text.length > most ? `${line.slice(0, most)}...` : line;
}
