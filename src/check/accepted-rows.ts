import type { EventKind } from '../conversations/event-kind.js';
import { ENDED, eventKindOf } from '../conversations/event-kind.js';
import type { EventNames } from '../conversations/event-names.js';
import * as row from '../conversations/fact-row.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { FactWriter, RowTarget } from '../conversations/write-facts.js';
import { needsMessageId } from '../conversations/write-facts.js';
import { factSpans } from '../record/fact-spans.js';
import type { AcceptedRecords, FactText } from '../scan/accepted-records.js';
import {
  ANSWER_WORDS,
  CONVERSATION_LENGTH_WORD,
  CONVERSATION_WORD,
  COUNT_UNITS_WORD,
  MESSAGE_COUNT_WORD,
  NUMBER_WORD,
  ROW_WORD,
  UNITS_WORD,
} from '../scan/answer-words.js';
import type { AcceptedName } from '../scan/scanner.js';
import type { CheckedRecord } from './check-record.js';
import { eventMatch } from './check-result.js';
import { specEventOf } from './conversation-facts.js';
import type { RepeatedRecord } from './repeated-record.js';
import { hasUnknownValue } from './unknown-value.js';

const LINE_FEED = 0x0a;

/** Where rows go, with the names of events. */
type NamedRows = RowTarget & { readonly names: EventNames };

/** What a name of the scanner means for conversations. */
interface NameMeaning {
  readonly kind: EventKind;
  /** The name's number in the log. */
  readonly name: number;
}

/** The meanings of the names that a scanner knows; undefined for calls that are not part of a conversation. */
class NameMeanings {
  readonly #log: NamedRows;
  #names: readonly AcceptedName[] = [];
  #meanings: (NameMeaning | undefined)[] = [];

  constructor(log: NamedRows) {
    this.#log = log;
  }

  /** The meanings by the number of a name. The scanner may have learned names since the last call. */
  of(names: readonly AcceptedName[]): readonly (NameMeaning | undefined)[] {
    if (this.#names !== names) this.#meanings = [];
    this.#names = names;
    for (let number = this.#meanings.length; number < names.length; number++) {
      const { call, event: written, match } = names[number] as AcceptedName;
      const { event, nearEvent } = specEventOf(match);
      const isPart = call === 'track';
      this.#meanings.push(
        isPart ? { kind: eventKindOf(event, nearEvent), name: this.#log.names.numberOf(written) } : undefined,
      );
    }
    return this.#meanings;
  }
}

/** Whether the facts of a record are where they belong. */
function isInPlace({ callRecord, value }: CheckedRecord): boolean {
  // An empty timestamp has a place, though it is none.
  return callRecord !== undefined && callRecord.nearMisses.length === 0 && value?.['timestamp'] !== '';
}

/** Makes rows of the scanner's answers, without an object or a string for each: of records that it accepted, which are never built. */
export class AcceptedRows {
  readonly #log: NamedRows;
  readonly #writer: FactWriter;
  readonly #meanings: NameMeanings;

  constructor(log: NamedRows, writer: FactWriter) {
    this.#log = log;
    this.#writer = writer;
    this.#meanings = new NameMeanings(log);
  }

  /** Adds the records of a run. @param file the number of its file */
  add(run: AcceptedRecords, file: number): void {
    const meanings = this.#meanings.of(run.names);
    const { count, words } = run;
    const { alone } = run;
    const isLong = alone !== undefined && (alone.bytes.includes(LINE_FEED) || alone.column > row.MAX_COLUMN);
    let answer = run.wordOf(0);
    for (let index = 0; index < count; index++, answer += ANSWER_WORDS) {
      const meaning = meanings[words[answer + NUMBER_WORD] as number];
      if (meaning === undefined || words[answer + CONVERSATION_LENGTH_WORD] === 0) continue;
      if (isLong || words[answer + UNITS_WORD] === 0) this.#addLong(run, index, file, meaning);
      else this.#addShort(run, index, file, meaning, true);
    }
  }

  /**
   * Adds a record that the scanner did not accept.
   * @param facts the scanner's answer about it, as a run of one record
   * @returns false if it has to be added by what it holds: an id or the time is broken, unknown or in the wrong place, or its row
   *   is a long one
   */
  addChecked(result: CheckedRecord, facts: AcceptedRecords, file: number): boolean {
    const { event, valid } = result;
    if (result.call !== 'track' || event === undefined || !isInPlace(result)) return false;
    const answer = facts.wordOf(0);
    const { words } = facts;
    if (words[answer + CONVERSATION_LENGTH_WORD] === 0 || words[answer + UNITS_WORD] === 0) return false;
    if (hasUnknownValue(result.problems)) return false;
    const named = specEventOf(eventMatch(result));
    const kind = eventKindOf(named.event, named.nearEvent);
    this.#addShort(facts, 0, file, { kind, name: this.#log.names.numberOf(event) }, valid);
    return true;
  }

  /**
   * Adds a record whose findings are known from another one: it has no value in a wrong place, and no unknown one.
   * @returns false if it has no conversationId
   */
  addRepeated({ run, index, shared }: RepeatedRecord, file: number): boolean {
    const { words } = run;
    const answer = run.wordOf(index);
    const meaning = this.#meanings.of(run.names)[words[answer + NUMBER_WORD] as number];
    if (meaning === undefined || words[answer + CONVERSATION_LENGTH_WORD] === 0) return false;
    this.#addShort(run, index, file, meaning, shared.valid);
    return true;
  }

  #addShort(run: AcceptedRecords, index: number, file: number, { kind, name }: NameMeaning, isValid: boolean): void {
    const log = this.#log;
    const answers = run.words;
    const answer = run.wordOf(index);
    const from = answer + ROW_WORD;
    if (log.needsId(answers, from)) {
      const start = (answers[answer + CONVERSATION_WORD] as number) + run.chunkOffset;
      const length = answers[answer + CONVERSATION_LENGTH_WORD] as number;
      log.addId(answers, from, run.chunk, start, start + length);
    }
    const at = log.rowFor(answers[from] as number);
    const words = log.rows;
    for (let word = 0; word < row.ROW_WORDS; word++) words[at + word] = answers[from + word] as number;
    words[at + row.FILE] = file;
    words[at + row.RECORD] = run.firstNumber + index;
    words[at + row.LINE] = run.firstLine + (answers[from + row.LINE] as number);
    words[at + row.COLUMN] = run.columnOf(index);
    let bits = (answers[from + row.BITS] as number) | kind | (name << row.FIRST_NAME_BIT);
    if (isValid) bits |= row.IS_VALID;
    if ((bits & row.HAS_MESSAGE_ID) === 0 && needsMessageId(kind)) bits |= row.MAY_HAVE_ANY_ID;
    if (kind === ENDED) {
      const count = answers[answer + MESSAGE_COUNT_WORD] as number;
      bits = count < 0 ? bits & ~row.HAS_USER : (bits & ~row.HAS_USER) | row.HAS_COUNT;
      words[at + row.USER] = Math.max(0, count);
      words[at + row.USER + 1] = 0;
      words[at + row.ID] = answers[answer + COUNT_UNITS_WORD] as number;
    }
    words[at + row.BITS] = bits;
  }

  #addLong(run: AcceptedRecords, index: number, file: number, { kind, name }: NameMeaning): void {
    const text = run.rawOf(index).bytes.toString();
    const spans = factSpans(text, kind === ENDED ? 'message_count' : 'messageId');
    this.#writer.write(this.#facts(run, index), text, spans, { file, name, isValid: true });
  }

  /** The facts of a record as strings. */
  #facts(run: AcceptedRecords, index: number): RecordFacts {
    const messageCount = run.words[run.wordOf(index) + MESSAGE_COUNT_WORD] as number;
    const text = (name: FactText): string | undefined => run.textOf(index, name);
    return {
      file: run.file,
      record: run.numberOf(index),
      line: run.lineOf(index),
      column: run.columnOf(index),
      written: run.nameOf(index).event,
      ...specEventOf(run.nameOf(index).match),
      conversationId: text('conversationId') ?? '',
      messageId: text('messageId'),
      userId: text('userId'),
      timestamp: text('timestamp'),
      messageCount: messageCount < 0 ? undefined : messageCount,
      seenOnly: false,
    };
  }
}
