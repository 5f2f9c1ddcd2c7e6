import type { Place, Span } from '../problem/problem.js';
import type { RawRecord } from './record.js';

/** Line and column of an offset in a record's text, counted on from where the record starts. */
function positionOf(text: string, offset: number, line: number, column: number): { line: number; column: number } {
  let atLine = line;
  let lineStart = -1;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < offset; feed = text.indexOf('\n', feed + 1)) {
    atLine++;
    lineStart = feed;
  }
  return lineStart === -1 ? { line, column: column + offset } : { line: atLine, column: offset - lineStart };
}

/** Where a span of a record's text stands in its file. */
export function placeOf(record: RawRecord, text: string, span: Span): Place {
  const { file, number } = record;
  const feed = text.indexOf('\n');
  if (feed === -1 || feed >= span.end) {
    const { line, column } = record;
    return { file, record: number, line, column: column + span.start, endLine: line, endColumn: column + span.end };
  }
  const start = positionOf(text, span.start, record.line, record.column);
  const end = positionOf(text, span.end, record.line, record.column);
  return {
    file,
    record: number,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}
