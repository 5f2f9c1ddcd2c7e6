import type { LineCounts, LineCutter, LinesStart } from '../../input/split-lines.js';
import { LineSplitter } from '../../input/split-lines.js';
import type { RawRecord } from '../../record/record.js';

/** Cuts whole lines one by one, where there is no scanner. */
export class WholeLineCutter implements LineCutter<never> {
  readonly leastBytes = 0;
  readonly mostBytes = Number.POSITIVE_INFINITY;

  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: RawRecord[]): LineCounts {
    const { file, maxRecordSize } = at;
    const splitter = new LineSplitter({ file, maxRecordSize });
    const records = splitter.push(chunk.subarray(start, end));
    for (const raw of records) found.push({ ...raw, number: raw.number + at.records, line: raw.line + at.line - 1 });
    return { lines: splitter.lines, records: records.length };
  }
}
