import { isAscii } from 'node:buffer';
import type { EventKind } from '../conversations/event-kind.js';
import { ENDED, eventKindOf } from '../conversations/event-kind.js';
import type { EventNames } from '../conversations/event-names.js';
import * as row from '../conversations/fact-row.js';
import { hasInstant, writeInstant } from '../conversations/instant.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { FactWriter, RowTarget } from '../conversations/write-facts.js';
import { factSpans } from '../record/fact-spans.js';
import type { AcceptedRecords, FactText } from '../scan/accepted-records.js';
import { AnswerReader } from '../scan/answer-reader.js';
import type { AcceptedName } from '../scan/scanner.js';
import { specEventOf } from './conversation-facts.js';

const LINE_FEED = 0x0a;
const OPEN_OBJECT = 0x7b;

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

/** Makes rows of the records that the scanner accepted, which are never built, and without an object or a string for each. */
export class AcceptedRows {
  readonly #log: NamedRows;
  readonly #writer: FactWriter;
  readonly #wantsEnds: boolean;
  readonly #reader = new AnswerReader();
  readonly #meanings: NameMeanings;
  #words: Int32Array | undefined;

  /** @param wantsEnds whether a rule reports whole records, so that it matters where they end */
  constructor(log: NamedRows, writer: FactWriter, wantsEnds: boolean) {
    this.#log = log;
    this.#writer = writer;
    this.#wantsEnds = wantsEnds;
    this.#meanings = new NameMeanings(log);
  }

  /** Adds the records of a run. @param file the number of its file */
  add(run: AcceptedRecords, file: number): void {
    const reader = this.#reader;
    const meanings = this.#meanings.of(run.names);
    const { count, chunk } = run;
    const isPlain = isAscii(chunk.subarray(run.beginOf(0), run.endOf(count - 1)));
    this.#words = isPlain ? undefined : wordsOf(chunk);
    const mayHaveLines = run.alone !== undefined && chunk.includes(LINE_FEED);
    reader.moveTo(run, 0);
    for (let index = 0; index < count; index++, reader.next()) {
      const meaning = meanings[reader.nameNumber];
      if (meaning === undefined || reader.conversationAt < 0) continue;
      if (mayHaveLines || !this.#isShort(run)) this.#addLong(run, index, file, meaning);
      else this.#addShort(run, index, file, meaning, isPlain);
    }
  }

  /** Whether all places fit in one row. */
  #isShort(run: AcceptedRecords): boolean {
    const reader = this.#reader;
    const longest =
      (reader.eventLength + 2) |
      (reader.messageLength + 2) |
      (reader.userLength + 2) |
      (reader.timestampLength + 2) |
      (reader.messageCount < 0 ? 0 : reader.countLength);
    if (longest > row.MAX_LENGTH || reader.end - reader.begin > row.MAX_OFFSET) return false;
    if ((run.alone?.column ?? 0) > 0xffffffff) return false;
    return !this.#wantsEnds || run.chunk[reader.begin + run.chunkOffset] === OPEN_OBJECT;
  }

  #addShort(run: AcceptedRecords, index: number, file: number, { kind, name }: NameMeaning, isPlain: boolean): void {
    const log = this.#log;
    const reader = this.#reader;
    const { chunk, chunkOffset } = run;
    const { hashes, conversationAt, begin } = reader;
    if (log.needsId(hashes, conversationAt)) {
      const start = reader.conversationStart + chunkOffset;
      log.addId(hashes, conversationAt, chunk, start, start + reader.conversationLength);
    }
    const at = log.rowFor(hashes[conversationAt] as number);
    const words = log.rows;
    words[at] = hashes[conversationAt] as number;
    words[at + 1] = hashes[conversationAt + 1] as number;
    words[at + 2] = hashes[conversationAt + 2] as number;
    const { timestampLength } = reader;
    const timestamp = reader.timestampStart + chunkOffset;
    writeInstant(chunk, timestamp, timestamp + timestampLength, words, at + row.TIME);
    words[at + row.FILE] = file;
    words[at + row.RECORD] = run.firstNumber + index;
    words[at + row.LINE] = reader.line;
    words[at + row.COLUMN] = run.alone?.column ?? reader.column;
    let bits = kind | (name << row.FIRST_NAME_BIT) | row.IS_VALID;
    if (hasInstant(words, at + row.TIME)) bits |= row.HAS_TIME;
    const { messageAt, userAt, messageCount } = reader;
    if (messageAt >= 0) {
      bits |= row.HAS_MESSAGE_ID;
      words[at + row.MESSAGE_ID] = hashes[messageAt] as number;
      words[at + row.MESSAGE_ID + 1] = hashes[messageAt + 1] as number;
    } else {
      words[at + row.MESSAGE_ID] = 0;
      words[at + row.MESSAGE_ID + 1] = 0;
    }
    if (kind === ENDED) {
      if (messageCount >= 0) bits |= row.HAS_COUNT;
      words[at + row.USER] = Math.max(0, messageCount);
      words[at + row.USER + 1] = 0;
    } else if (userAt < 0) {
      words[at + row.USER] = 0;
      words[at + row.USER + 1] = 0;
    } else {
      bits |= row.HAS_USER;
      words[at + row.USER] = hashes[userAt] as number;
      words[at + row.USER + 1] = hashes[userAt + 1] as number;
    }
    words[at + row.BITS] = bits;
    const isEnd = kind === ENDED;
    const hasIdPlace = isEnd ? messageCount >= 0 : messageAt >= 0;
    // What is missing has no place: it begins and ends with the record.
    const idStart = !hasIdPlace ? begin : isEnd ? reader.countStart : reader.messageStart - 1;
    const idLength = !hasIdPlace ? 0 : isEnd ? reader.countLength : reader.messageLength + 2;
    const userStart = userAt < 0 ? begin : reader.userStart - 1;
    const userLength = userAt < 0 ? 0 : reader.userLength + 2;
    const timeStart = timestampLength === 0 ? begin : reader.timestampStart - 1;
    const timeLength = timestampLength === 0 ? 0 : timestampLength + 2;
    const last = Math.max(
      reader.eventStart + reader.eventLength,
      idStart + idLength,
      userStart + userLength,
      timeStart + timeLength,
    );
    const event = reader.eventStart - 1;
    if (
      isPlain ||
      isAsciiBetween(chunk, this.#words, begin + chunkOffset, (this.#wantsEnds ? reader.end : last) + chunkOffset)
    ) {
      words[at + row.END] = this.#wantsEnds ? trimmedEnd(chunk, reader.end + chunkOffset) - begin - chunkOffset : 0;
      words[at + row.EVENT] = packed(event - begin, reader.eventLength + 2);
      words[at + row.ID] = packed(idStart - begin, idLength);
      words[at + row.USER_ID] = packed(userStart - begin, userLength);
      words[at + row.TIMESTAMP] = packed(timeStart - begin, timeLength);
      return;
    }
    const start = begin + chunkOffset;
    const place = (from: number, length: number): number => {
      const first = from + chunkOffset;
      return packed(unitsBetween(chunk, start, first), unitsBetween(chunk, first, first + length));
    };
    words[at + row.END] = this.#wantsEnds ? unitsBetween(chunk, start, trimmedEnd(chunk, reader.end + chunkOffset)) : 0;
    words[at + row.EVENT] = place(event, reader.eventLength + 2);
    words[at + row.ID] = place(idStart, idLength);
    words[at + row.USER_ID] = place(userStart, userLength);
    words[at + row.TIMESTAMP] = place(timeStart, timeLength);
  }

  #addLong(run: AcceptedRecords, index: number, file: number, { kind, name }: NameMeaning): void {
    const text = run.rawOf(index).bytes.toString();
    const spans = factSpans(text, kind === ENDED ? 'message_count' : 'messageId');
    this.#writer.write(this.#facts(run, index), text, spans, { file, name, isValid: true });
  }

  /** The facts of the record that the reader is at, as strings. */
  #facts(run: AcceptedRecords, index: number): RecordFacts {
    const { messageCount } = this.#reader;
    const text = (name: FactText): string | undefined => {
      const length = run.lengthOf(index, name);
      const start = run.startOf(index, name);
      return length === 0 ? undefined : run.chunk.toString('utf8', start, start + length);
    };
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

function packed(start: number, length: number): number {
  return start | (length << row.FIRST_LENGTH_BIT);
}

/** The end of a record without the white space behind it. */
function trimmedEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  while ((bytes[at - 1] as number) <= 0x20) at--;
  return at;
}

/** Four bytes as one number, where the system can read them so; undefined where they begin in between. */
function wordsOf({ buffer, byteOffset, length }: Buffer): Int32Array | undefined {
  return byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, length >>> 2) : undefined;
}

/** Whether a stretch of a text is ASCII; four bytes at a time. */
function isAsciiBetween(bytes: Uint8Array, words: Int32Array | undefined, from: number, to: number): boolean {
  let all = 0;
  let at = from;
  if (words !== undefined) {
    // The bytes before the first whole word may belong to the record before: they only make it take the longer way.
    const end = to >>> 2;
    for (let word = from >>> 2; word < end; word++) all |= words[word] as number;
    at = end * 4;
  }
  for (; at < to; at++) all |= bytes[at] as number;
  return (all & 0x80808080) === 0;
}

/** How many UTF-16 units stand between two places in a UTF-8 text. */
function unitsBetween(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
