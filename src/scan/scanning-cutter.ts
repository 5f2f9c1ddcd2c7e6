import { isUtf8 } from 'node:buffer';
import type { LineCutter, LinesStart } from '../input/split-lines.js';
import { ANSWER_WORDS } from './answer-words.js';
import type { ScannedItem, ScannedRecords } from './declined-record.js';
import { WINDOW_SIZE } from './layout.js';
import { addScanned } from './scanned-items.js';
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

/** Cuts lines with the scanner: accepted records become runs; the others need the full check. */
export class ScanningCutter implements LineCutter<ScannedRecords> {
  readonly mostBytes = WINDOW_SIZE;
  readonly #scanner: Scanner;
  readonly #now: () => number;
  readonly #memory = new AnswerMemory();

  constructor(scanner: Scanner, now: () => number) {
    this.#scanner = scanner;
    this.#now = now;
  }

  cut(chunk: Buffer, start: number, end: number, at: LinesStart, found: ScannedItem[]) {
    const { file, maxRecordSize } = at;
    const isText = isUtf8(chunk.subarray(start, end));
    const { names, enabled } = this.#scanner;
    let { line, records } = at;
    for (let from = start; from < end; ) {
      const scan = this.#scanner.scanLines(chunk, from, end, this.#now());
      const answers = this.#memory.copy(scan.answers.subarray(0, scan.count * ANSWER_WORDS));
      const lines = { file, chunk, start: from, line, answers, names, isText };
      records += addScanned(lines, scan.count, { records, maxRecordSize, enabled }, found);
      line += scan.lines;
      from += scan.bytes;
    }
    return { lines: line - at.line, records: records - at.records };
  }

  handOver(): () => void {
    return this.#memory.handOver();
  }
}
