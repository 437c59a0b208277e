export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Colors a text, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;

/** Select Graphic Rendition codes, on and off (ECMA-48 8.3.117). */
const CODES: Readonly<Record<Color, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export function painter(isColored: boolean): Paint {
  if (!isColored) return (_color, text) => text;
  return (color, text) => {
    const [on, off] = CODES[color];
    return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
