import type { Terminal } from '../cli/terminal.js';
import { painter } from '../render/paint.js';

/** A pipe: any width, no colors; what is written goes nowhere. */
export const plainTerminal: Terminal = {
  write: () => Promise.resolve(),
  isInteractive: false,
  columns: undefined,
  paint: painter(false),
};
