import { wrap } from './wrap.js';

/** The last column is wrapped beside the others if it has at least this many columns of the terminal, else it stands below them. */
const MIN_LAST = 24;
const INDENT = '    ';

/**
 * Lines of a table: cells padded to the width of their column, two spaces between them. Where the terminal has `columns`
 * (undefined: no limit), the last cell of a row is wrapped within its column, or below its row where that is too narrow.
 */
export function tableLines(rows: readonly (readonly string[])[], columns: number | undefined): string[] {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const limit = columns ?? Number.POSITIVE_INFINITY;
  const fits = limit - before >= MIN_LAST;
  return rows.flatMap((row) => {
    const head = row.slice(0, last).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const text = wrap(row[last] ?? '', fits ? limit - before : limit - INDENT.length);
    const lines = fits
      ? text.map((line, index) => (index === 0 ? [...head, line].join('  ') : ' '.repeat(before) + line))
      : [...wrap(head.join('  ').trimEnd(), limit), ...text.map((line) => INDENT + line)];
    return lines.map((line) => line.trimEnd());
  });
}
