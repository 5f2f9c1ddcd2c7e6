import { isUtf8 } from 'node:buffer';
import type { LineCutter, LinesStart } from '../input/split-lines.js';
import { mayBeArray, mayBeBatch, mayHoldSeveral, tooLargeRecord, unpackLine } from '../input/unpack-line.js';
import type { RawRecord } from '../record/record.js';
import { AcceptedRecords } from './accepted-records.js';
import { ANSWER_WORDS, END_WORD, MASK_WORD, START_WORD } from './answer-words.js';
import type { DeclinedRecord, ScannedItem } from './declined-record.js';
import { HARD_FACTS, ODD_TEXT, WINDOW_SIZE } from './layout.js';
import type { Scanner } from './scanner.js';

/**
 * Copies of answers, in memory that is used again: the system clears each page of new memory first, which takes time.
 */
class AnswerMemory {
  #used: Int32Array[] = [];
  readonly #free: Int32Array[] = [];

  copy(answers: Int32Array): Int32Array {
    const { length } = answers;
    const fitting = this.#free.findIndex((memory) => memory.length >= length);
    const memory = this.#free.splice(fitting, fitting < 0 ? 0 : 1)[0] ?? new Int32Array(length + (length >>> 3));
    memory.set(answers);
    this.#used.push(memory);
    return memory;
  }

  /** Returns a function that gives back all memory that was used since the last call. */
  handOver(): () => void {
    const used = this.#used;
    this.#used = [];
    return () => {
      this.#free.push(...used);
    };
  }
}

/** Whether a line may hold several records. A plain one is one JSON object. */
function mayBeSeveral({ bytes, isPlain }: RawRecord): boolean {
  return (isPlain === true ? mayBeBatch(bytes) : mayHoldSeveral(bytes)) || mayBeArray(bytes);
}

/**
 * Adds the records of a line that was not accepted; returns how many there are.
 * @param facts the answer about the line, if its facts are known
 */
function addLine(
  line: RawRecord,
  facts: AcceptedRecords | undefined,
  maxRecordSize: number,
  found: ScannedItem[],
): number {
  const several = mayBeSeveral(line) ? unpackLine(line, maxRecordSize) : undefined;
  if (several === undefined) {
    const { length } = line.bytes;
    if (length > maxRecordSize) found.push(tooLargeRecord(line, length, maxRecordSize));
    else found.push(facts === undefined ? line : { kind: 'declined', raw: line, facts });
    return 1;
  }
  for (const record of several) found.push(record);
  return several.length;
}

/** Cuts lines with the scanner: accepted records become runs; the others need the full check. */
export class ScanningCutter implements LineCutter<AcceptedRecords | DeclinedRecord> {
  readonly leastBytes = 0;
  readonly mostBytes = WINDOW_SIZE;
  readonly #scanner: Scanner;
  readonly #now: () => number;
  readonly #memory = new AnswerMemory();

  constructor(scanner: Scanner, now: () => number) {
    this.#scanner = scanner;
    this.#now = now;
  }

  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: ScannedItem[]) {
    const isText = isUtf8(chunk.subarray(start, end));
    const { names, enabled } = this.#scanner;
    const wantsFacts = (enabled & HARD_FACTS) !== 0;
    let { line, records } = at;
    for (let from = start; from < end; ) {
      const scan = this.#scanner.scanLines(chunk, from, end, this.#now());
      const answers = this.#memory.copy(scan.answers.subarray(0, scan.count * ANSWER_WORDS));
      const lines = { file: at.file, chunk, start: from, line, answers, names, isText };
      let first = 0;
      const endRun = (index: number): void => {
        if (index > first) found.push(new AcceptedRecords(lines, first, index - first, records + first + 1));
        first = index + 1;
      };
      for (let index = 0; index < scan.count; index++) {
        const word = index * ANSWER_WORDS;
        const size = (answers[word + END_WORD] ?? 0) - (answers[word + START_WORD] ?? 0);
        const mask = answers[word + MASK_WORD] ?? -1;
        const mayBeRight = (mask & enabled) === 0 && size <= at.maxRecordSize;
        if (mayBeRight && isText) continue;
        const record = new AcceptedRecords(lines, index, 1, records + index + 1);
        const raw = record.rawOf(0);
        if (mayBeRight && isUtf8(raw.bytes)) continue;
        endRun(index);
        const hasFacts = wantsFacts && isText && (mask & (HARD_FACTS | ODD_TEXT)) === 0;
        records += addLine(raw, hasFacts ? record : undefined, at.maxRecordSize, found) - 1;
      }
      endRun(scan.count);
      line += scan.lines;
      records += scan.count;
      from += scan.bytes;
    }
    return { lines: line - at.line, records: records - at.records };
  }

  handOver(): () => void {
    return this.#memory.handOver();
  }
}
