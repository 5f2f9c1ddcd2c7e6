import { isUtf8 } from 'node:buffer';
import { mayBeArray, mayBeBatch, mayHoldSeveral, tooLargeRecord, unpackLine } from '../input/unpack-line.js';
import type { RawRecord } from '../record/record.js';
import type { ScannedLines } from './accepted-records.js';
import { AcceptedRecords } from './accepted-records.js';
import { ANSWER_WORDS, END_WORD, FINDINGS_KEY_WORD, MASK_WORD, START_WORD } from './answer-words.js';
import type { ScannedItem } from './declined-record.js';
import { HARD_FACTS, ODD_TEXT } from './layout.js';

/** What answers are looked at with. */
export interface AnswersStart {
  /** How many records of the file come before. */
  readonly records: number;
  readonly maxRecordSize: number;
  /** A record is accepted if its answer has none of these bits. */
  readonly enabled: number;
}

/** Whether a line may hold several records. A plain one is one JSON object. */
function mayBeSeveral({ bytes, isPlain }: RawRecord): boolean {
  return (isPlain === true ? mayBeBatch(bytes) : mayHoldSeveral(bytes)) || mayBeArray(bytes);
}

/**
 * Adds the records of a line that was not accepted; returns how many there are.
 * @param answer the answer about the line, if it has facts
 */
function addLine(
  line: RawRecord,
  answer: AcceptedRecords | undefined,
  maxRecordSize: number,
  found: ScannedItem[],
): number {
  const several = mayBeSeveral(line) ? unpackLine(line, maxRecordSize) : undefined;
  if (several === undefined) {
    const { length } = line.bytes;
    if (length > maxRecordSize) found.push(tooLargeRecord(line, length, maxRecordSize));
    else found.push(answer === undefined ? line : { kind: 'declined', raw: line, answer });
    return 1;
  }
  for (const record of several) found.push(record);
  return several.length;
}

/** Whether the answer at a word has a key of the findings. */
function hasFindingsKey(answers: Int32Array, word: number): boolean {
  return answers[word + FINDINGS_KEY_WORD] !== 0 || answers[word + FINDINGS_KEY_WORD + 1] !== 0;
}

/**
 * Adds the records of lines by the scanner's answers: accepted ones become runs, and so do those with keys of findings; the others
 * need the full check. A record with a key names its event or call, so that it is no body which holds records.
 * @param count how many answers there are
 * @returns how many records there are
 */
export function addScanned(
  lines: ScannedLines,
  count: number,
  { records: before, maxRecordSize, enabled }: AnswersStart,
  found: ScannedItem[],
): number {
  const { answers, isText } = lines;
  const wantsFacts = (enabled & HARD_FACTS) !== 0;
  let records = before;
  let first = 0;
  let isKeyed = false;
  const endRun = (index: number): void => {
    if (index === first) return;
    const run = new AcceptedRecords(lines, first, index - first, records + first + 1);
    found.push(isKeyed ? { kind: 'keyed', run, count: run.count } : run);
    first = index;
  };
  for (let index = 0; index < count; index++) {
    const word = index * ANSWER_WORDS;
    const size = (answers[word + END_WORD] ?? 0) - (answers[word + START_WORD] ?? 0);
    const mask = answers[word + MASK_WORD] ?? -1;
    const mayBeRight = (mask & enabled) === 0 && size <= maxRecordSize;
    const hasKey = !mayBeRight && isText && size <= maxRecordSize && hasFindingsKey(answers, word);
    if (hasKey !== isKeyed) {
      endRun(index);
      isKeyed = hasKey;
    }
    if (hasKey || (mayBeRight && isText)) continue;
    const record = new AcceptedRecords(lines, index, 1, records + index + 1);
    const raw = record.rawOf(0);
    if (mayBeRight && isUtf8(raw.bytes)) continue;
    endRun(index);
    first = index + 1;
    const hasFacts = wantsFacts && isText && (mask & (HARD_FACTS | ODD_TEXT)) === 0;
    records += addLine(raw, hasFacts ? record : undefined, maxRecordSize, found) - 1;
  }
  endRun(count);
  return records + count - before;
}
