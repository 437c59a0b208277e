import { cpus, release } from 'node:os';

import type { Measure } from './measure.js';
import { markdownTable } from './table.js';

/** The page with what a section measured put between its marks: `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
export function withFigures(
  page: string,
  section: string,
  measures: readonly Measure[],
  machine: string,
): string {
  const [begin, end] = [`<!-- bench:${section} -->`, `<!-- /bench:${section} -->`];
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) {
    throw new Error(`docs/performance.md has no place for these figures: ${begin} ... ${end}`);
  }
  const figures = `\n\n${machine}\n\n${markdownTable(measures)}\n`;
  return page.slice(0, start + begin.length) + figures + page.slice(stop);
}

/** What the figures were seen on. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `Linux ${release()}, Node ${process.versions.node}, ${processors.length} x ${model}.`;
}
