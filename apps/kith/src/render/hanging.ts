import { stripVTControlCharacters } from 'node:util';

/** Less room than this beside a prefix, and the text goes on below it. */
const MIN_WIDTH = 20;
const SHALLOW = 2;

/**
 * `prefix` and then `text`, broken at blanks so that no line is longer than `columns`, further lines indented to where the
 * text began; undefined = any length. A longer word, such as a command to be copied, stays whole. Ends with a newline.
 */
export function hanging(prefix: string, text: string, columns: number | undefined): string {
  if (columns === undefined) return `${prefix}${text}\n`;
  const width = visibleLength(prefix);
  const indent = columns - width < MIN_WIDTH ? Math.min(SHALLOW, width) : width;
  const lines: string[] = [];
  let line = prefix;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && visibleLength(line) + 1 + visibleLength(word) > columns) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((one) => `${one}\n`).join('');
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
