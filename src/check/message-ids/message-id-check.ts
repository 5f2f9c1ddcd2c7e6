import { EventNames, NO_NAME } from '../../conversations/event-names.js';
import type { FileShift, GatheredBlock } from '../../conversations/gathered-block.js';
import { joined, json, wordsOf } from '../../conversations/gathered-facts.js';
import type { Problem, RecordStart, Severity } from '../../problem/problem.js';
import type { RawRecord } from '../../record/record.js';
import type { AcceptedRecords } from '../../scan/accepted-records.js';
import {
  ANSWER_WORDS,
  CONTENTS_HASH_WORD,
  LINE_WORD,
  NUMBER_WORD,
  TOP_MESSAGE_COLUMN_WORD,
  TOP_MESSAGE_HASH_WORD,
  TOP_MESSAGE_LENGTH_WORD,
  TOP_MESSAGE_UNITS_WORD,
} from '../../scan/answer-words.js';
import type { AcceptedName } from '../../scan/scanner.js';
import { TemporaryFiles } from '../../spill/temporary-files.js';
import type { CheckResult } from '../check-result.js';
import type { LateProblem } from '../late-problem.js';
import type { RepeatedRecord } from '../repeated-record.js';
import type { LevelOf } from '../rule-levels.js';
import * as word from './message-id-row.js';
import type { MessageIdMemory } from './message-id-rows.js';
import { MessageIdRows } from './message-id-rows.js';
import { explainsId, MAX_ID_LENGTH, MESSAGE_ID_RULE, messageIdProblem, placedMessageId } from './placed-message-id.js';

const LINE_FEED = 0x0a;

/** The options of the check of message ids. */
export interface MessageIdCheckOptions {
  readonly severity: Severity;
  /** Where the rows of a large log go. Default: the system's folder for temporary files. */
  readonly files?: TemporaryFiles | undefined;
  readonly memory?: MessageIdMemory | undefined;
}

/**
 * The stage of the pipeline that finds records which share a `messageId` and are different: Segment keeps one of them. It is given
 * all records in the order of the log, and knows the problems at its end.
 */
export class MessageIdCheck {
  readonly #severity: Severity;
  readonly #rows: MessageIdRows;
  readonly #names = new EventNames();
  readonly #fileNames: string[] = [];
  #file = -1;
  #scannerNames: readonly AcceptedName[] = [];
  #nameNumbers: number[] = [];
  /** The words BITS of rows of those names. */
  #nameBits: number[] = [];

  constructor({ severity, files = new TemporaryFiles(), memory }: MessageIdCheckOptions) {
    this.#severity = severity;
    this.#rows = new MessageIdRows(files, memory);
  }

  /** Begins with the next file. */
  beginFile(name: string): void {
    this.#file = this.#fileNames.push(name) - 1;
  }

  /** Goes on with a file, which may have been begun before others. */
  continueFile(name: string): void {
    this.#file = this.#fileNames.indexOf(name);
    if (this.#file === -1) this.beginFile(name);
  }

  /** Adds a record with the result of its own check. @param facts the scanner's answer about it, if there is one */
  add(result: CheckResult, facts?: AcceptedRecords): void {
    const { raw, call, event, valid, problems } = result;
    if (call === undefined) return;
    if (problems.some(explainsId)) return;
    const name = this.#names.numberOf(event);
    const bits = word.bitsOf(call, valid);
    if (facts === undefined) {
      this.#addRaw(raw, name, bits);
      return;
    }
    const { words } = facts;
    const answer = facts.wordOf(0);
    if (words[answer + TOP_MESSAGE_LENGTH_WORD] === 0) return;
    if ((words[answer + TOP_MESSAGE_UNITS_WORD] as number) > MAX_ID_LENGTH) this.#addRaw(raw, name, bits);
    else this.#addShort(facts, 0, name, bits);
  }

  /** Adds a record whose findings are known from another one. */
  addRepeated({ run, index, shared }: RepeatedRecord): void {
    const { words } = run;
    const answer = run.wordOf(index);
    if (words[answer + TOP_MESSAGE_LENGTH_WORD] === 0 || shared.problems.some(({ problem }) => explainsId(problem)))
      return;
    const name = this.#numbersOf(run.names)[words[answer + NUMBER_WORD] as number] as number;
    const bits = word.bitsOf('track', shared.valid);
    if ((words[answer + TOP_MESSAGE_UNITS_WORD] as number) > MAX_ID_LENGTH) this.#addRaw(run.rawOf(index), name, bits);
    else this.#addShort(run, index, name, bits);
  }

  /** Adds the records of a run that the scanner accepted. */
  addAccepted(run: AcceptedRecords): void {
    const { words } = run;
    const names = this.#numbersOf(run.names);
    // A record by itself may go over several lines.
    const isLong = run.lines.alone?.bytes.includes(LINE_FEED) === true;
    let answer = run.wordOf(0);
    for (let index = 0; index < run.count; index++, answer += ANSWER_WORDS) {
      if (words[answer + TOP_MESSAGE_LENGTH_WORD] === 0) continue;
      const number = words[answer + NUMBER_WORD] as number;
      const name = names[number] as number;
      const bits = this.#nameBits[number] as number;
      if (isLong) this.#addRaw(run.rawOf(index), name, bits);
      else this.#addShort(run, index, name, bits);
    }
  }

  /** The problems in their order. Nothing can be added afterwards. */
  *end(): Generator<LateProblem> {
    yield* this.problems();
    this.close();
  }

  /** The problems so far, in their order. Nothing can be added before all were asked for. */
  *problems(): Generator<LateProblem> {
    for (const { row, first } of this.#rows.repeated()) {
      const problem = this.#problem(row, first);
      yield {
        problem,
        ofValid: ((row[word.BITS] as number) & word.IS_VALID) !== 0,
        fileIndex: row[word.FILE] as number,
        ...(problem.event === undefined ? { countedName: `(${word.callOf(row)})` } : {}),
      };
    }
  }

  /** All that was gathered, as blocks of bytes; for a check elsewhere. */
  *gathered(): Generator<GatheredBlock> {
    yield json('callNames', this.#names.all());
    yield* joined('callRows', this.#rows.blocks());
  }

  /** Adds what was gathered elsewhere. @param shifts where its files stand among the files of this check */
  addGathered(blocks: Iterable<GatheredBlock>, shifts: readonly FileShift[]): void {
    let names: readonly number[] = [];
    for (const { kind, bytes } of blocks) {
      if (kind === 'callRows') this.#addRows(wordsOf(bytes), names, shifts);
      else if (kind === 'callNames') {
        const known = JSON.parse(Buffer.from(bytes).toString()) as readonly string[];
        names = [NO_NAME, ...known.map((name) => this.#names.numberOf(name))];
      }
    }
  }

  #addRows(words: Uint32Array, names: readonly number[], shifts: readonly FileShift[]): void {
    for (let from = 0; from < words.length; from += word.ROW_WORDS) {
      const at = this.#rows.rowFor(words[from + word.ID + 1] as number);
      const { rows } = this.#rows;
      rows.set(words.subarray(from, from + word.ROW_WORDS), at);
      const { fileIndex, records, lines } = shifts[words[from + word.FILE] as number] as FileShift;
      rows[at + word.FILE] = fileIndex;
      rows[at + word.RECORD] = (words[from + word.RECORD] as number) + records;
      rows[at + word.LINE] = (words[from + word.LINE] as number) + lines;
      rows[at + word.NAME] = names[words[from + word.NAME] as number] ?? NO_NAME;
    }
  }

  /** Frees memory and files. */
  close(): void {
    this.#rows.close();
  }

  /** Adds a record of a run that goes over one line. @param bits see `bitsOf` */
  #addShort(run: AcceptedRecords, index: number, name: number, bits: number): void {
    const answers = run.words;
    const answer = run.wordOf(index);
    const id = answer + TOP_MESSAGE_HASH_WORD;
    const contents = answer + CONTENTS_HASH_WORD;
    const at = this.#rows.rowFor(answers[id + 1] as number);
    const { rows } = this.#rows;
    rows[at + word.ID] = answers[id] as number;
    rows[at + word.ID + 1] = answers[id + 1] as number;
    rows[at + word.CONTENTS] = answers[contents] as number;
    rows[at + word.CONTENTS + 1] = answers[contents + 1] as number;
    rows[at + word.FILE] = this.#file;
    rows[at + word.RECORD] = run.firstNumber + index;
    rows[at + word.LINE] = run.firstLine + (answers[answer + LINE_WORD] as number);
    const column = run.columnOf(index) + (answers[answer + TOP_MESSAGE_COLUMN_WORD] as number) - 1;
    rows[at + word.COLUMN] = column;
    rows[at + word.COLUMN_HIGH] = Math.floor(column / 2 ** 32);
    rows[at + word.UNITS] = (answers[answer + TOP_MESSAGE_UNITS_WORD] as number) + 2;
    rows[at + word.NAME] = name;
    rows[at + word.BITS] = bits;
  }

  #addRaw(raw: RawRecord, name: number, bits: number): void {
    const found = placedMessageId(raw);
    if (found === undefined) return;
    const { hash, contents, line, column, units } = found;
    const at = this.#rows.rowFor(hash.high);
    const { rows } = this.#rows;
    rows[at + word.ID] = hash.low;
    rows[at + word.ID + 1] = hash.high;
    rows[at + word.CONTENTS] = contents.low;
    rows[at + word.CONTENTS + 1] = contents.high;
    rows[at + word.FILE] = this.#file;
    rows[at + word.RECORD] = raw.number;
    rows[at + word.LINE] = line;
    rows[at + word.COLUMN] = column;
    rows[at + word.COLUMN_HIGH] = Math.floor(column / 2 ** 32);
    rows[at + word.UNITS] = units;
    rows[at + word.NAME] = name;
    rows[at + word.BITS] = bits;
  }

  /** The numbers of the names that a scanner knows. It may have learned names since the last call. */
  #numbersOf(names: readonly AcceptedName[]): readonly number[] {
    if (this.#scannerNames !== names) {
      this.#nameNumbers = [];
      this.#nameBits = [];
    }
    this.#scannerNames = names;
    for (let number = this.#nameNumbers.length; number < names.length; number++) {
      const { call, event } = names[number] as AcceptedName;
      this.#nameNumbers.push(this.#names.numberOf(event));
      this.#nameBits.push(word.bitsOf(call, true));
    }
    return this.#nameNumbers;
  }

  #problem(row: Uint32Array, first: Uint32Array): Problem {
    return messageIdProblem({
      severity: this.#severity,
      start: this.#startOf(row),
      units: row[word.UNITS] as number,
      first: this.#startOf(first),
      event: this.#names.nameOf(row[word.NAME] as number),
    });
  }

  #startOf(row: Uint32Array): RecordStart {
    return {
      file: this.#fileNames[row[word.FILE] as number] ?? '',
      record: row[word.RECORD] as number,
      line: row[word.LINE] as number,
      column: word.columnOf(row, 0),
    };
  }
}

/** Makes the check of message ids; undefined if its rule is off. */
export function createMessageIdCheck(levelOf: LevelOf, files?: TemporaryFiles): MessageIdCheck | undefined {
  const severity = levelOf(MESSAGE_ID_RULE);
  return severity === 'off' ? undefined : new MessageIdCheck({ severity, files });
}
