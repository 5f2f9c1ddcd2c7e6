import type { Span } from '../problem/problem.js';
import type { FactSpans } from '../record/fact-spans.js';
import { HASH_WORDS, hashId } from '../record/id-hash.js';
import type { ConversationLog } from './conversation-log.js';
import type { EventKind } from './event-kind.js';
import { ACTIVITY, BROKEN, ENDED, eventKindOf, hasKind, kindSet, RECEIVED, SENT } from './event-kind.js';
import * as row from './fact-row.js';
import { hasInstant, INSTANT_WORDS, writeInstant } from './instant.js';
import type { RecordFacts } from './record-facts.js';

/** The room for timestamps; longer ones are rare. */
const MAX_TIMESTAMP = 256;

const WITH_ID = kindSet(SENT, RECEIVED, ACTIVITY);

/** Whether an event needs a message id: one without it may have any. */
export function needsMessageId(kind: EventKind): boolean {
  return hasKind(WITH_ID, kind);
}

const MAX_COUNT = 0xffffffff;

const timestampBytes = Buffer.alloc(MAX_TIMESTAMP);

/** Writes the instant of a timestamp; zeros if it has none. */
export function writeTimestamp(timestamp: string | undefined, words: Uint32Array, at: number): void {
  if (timestamp === undefined) {
    words.fill(0, at, at + INSTANT_WORDS);
    return;
  }
  const isLong = timestamp.length * 3 > MAX_TIMESTAMP;
  const bytes = isLong ? Buffer.from(timestamp) : timestampBytes;
  writeInstant(bytes, 0, isLong ? bytes.length : bytes.write(timestamp), words, at);
}

/** Where rows go. */
export type RowTarget = Pick<ConversationLog, 'rowFor' | 'rows' | 'needsId' | 'addId'>;

/** What the row of a record needs besides the facts. */
export interface FactTarget {
  /** The number of the file. */
  readonly file: number;
  /** The number of the event's name; see `EventNames`. */
  readonly name: number;
  /** Whether none of the record's own problems is an error. */
  readonly isValid: boolean;
}

/** Writes the facts of records as rows, with the places of their values. */
export class FactWriter {
  readonly #log: RowTarget;
  readonly #hash = new Int32Array(HASH_WORDS);
  readonly #idHash = new Int32Array(HASH_WORDS);

  constructor(log: RowTarget) {
    this.#log = log;
  }

  /** @param text the text of the record @param found where in it the values stand; undefined for a broken record */
  write(facts: RecordFacts, text: string, found: FactSpans | undefined, target: FactTarget): void {
    const spans = found === undefined ? undefined : usedSpans(facts, found);
    const log = this.#log;
    const hash = this.#hash;
    hashId(facts.conversationId, hash);
    if (log.needsId(hash, 0)) {
      const bytes = Buffer.from(facts.conversationId);
      log.addId(hash, 0, bytes, 0, bytes.length);
    }
    const isLong = facts.column > row.MAX_COLUMN || (spans !== undefined && needsLongRow(text, spans));
    const at = log.rowFor(hash[0] as number);
    const words = log.rows;
    for (let word = 0; word < row.CONVERSATION_WORDS; word++)
      words[at + row.CONVERSATION + word] = hash[word] as number;
    writeTimestamp(facts.timestamp, words, at + row.TIME);
    words[at + row.FILE] = target.file;
    words[at + row.RECORD] = facts.record;
    words[at + row.LINE] = facts.line;
    words[at + row.COLUMN] = facts.column;
    this.#writeIds(facts, words, at, target);
    if (isLong) words[at + row.BITS] = (words[at + row.BITS] as number) | row.IS_LONG;
    words.fill(0, at + row.END, at + row.ROW_WORDS);
    if (isLong) {
      const second = log.rowFor(hash[0] as number);
      writeLongRow(log.rows, second, text, spans, facts.column);
      return;
    }
    if (spans === undefined) return;
    words[at + row.END] = spans.record.end;
    words[at + row.EVENT] = packed(spans.event);
    words[at + row.ID] = packed(spans.id);
    words[at + row.USER_ID] = packed(spans.userId);
    words[at + row.TIMESTAMP] = packed(spans.timestamp);
  }

  /** Writes kind, flags, ids and count. The time has been written. */
  #writeIds(facts: RecordFacts, words: Uint32Array, at: number, { name, isValid }: FactTarget): void {
    const { messageId, userId, messageCount, mayBe, seenOnly } = facts;
    const kind = mayBe === undefined ? eventKindOf(facts.event, facts.nearEvent) : BROKEN;
    let bits = kind | (name << row.FIRST_NAME_BIT);
    if (hasInstant(words, at + row.TIME)) bits |= row.HAS_TIME;
    if (isValid) bits |= row.IS_VALID;
    if (seenOnly) bits |= row.SEEN_ONLY;
    if (messageId !== undefined) bits |= row.HAS_MESSAGE_ID;
    else if (mayBe !== undefined || needsMessageId(kind)) bits |= row.MAY_HAVE_ANY_ID;
    this.#writeHash(messageId, words, at + row.MESSAGE_ID);
    if (mayBe !== undefined) {
      words[at + row.USER] = mayBe;
      words[at + row.USER + 1] = 0;
    } else if (kind === ENDED) {
      if (messageCount !== undefined) bits |= row.HAS_COUNT;
      words[at + row.USER] = Math.min(messageCount ?? 0, MAX_COUNT);
      words[at + row.USER + 1] = 0;
    } else {
      if (userId !== undefined) bits |= row.HAS_USER;
      this.#writeHash(userId, words, at + row.USER);
    }
    words[at + row.BITS] = bits;
  }

  #writeHash(id: string | undefined, words: Uint32Array, at: number): void {
    const hash = this.#idHash;
    if (id === undefined) hash.fill(0);
    else hashId(id, hash);
    words[at] = hash[0] as number;
    words[at + 1] = hash[1] as number;
  }
}

const wholeHash = new Int32Array(HASH_WORDS);

/** Writes the first two words of the hash of an id, as rows have them, to `hash`; returns it. */
export function shortHash(id: string, hash: Uint32Array): Uint32Array {
  hashId(id, wholeHash);
  for (let word = 0; word < row.SHORT_HASH_WORDS; word++) hash[word] = wholeHash[word] as number;
  return hash;
}

const NONE: Span = { start: 0, end: 0 };

/** The places of the values that are facts: a `userId` may be there and be null. */
function usedSpans({ event, messageId, messageCount, userId, timestamp }: RecordFacts, found: FactSpans): FactSpans {
  const hasId = (event === 'Conversation Ended' ? messageCount : messageId) !== undefined;
  return {
    ...found,
    id: hasId ? found.id : NONE,
    userId: userId === undefined ? NONE : found.userId,
    timestamp: timestamp === undefined ? NONE : found.timestamp,
  };
}

function packed({ start, end }: Span): number {
  return start | ((end - start) << row.FIRST_LENGTH_BIT);
}

function fits({ start, end }: Span): boolean {
  return start <= row.MAX_OFFSET && end - start <= row.MAX_LENGTH;
}

function needsLongRow(text: string, { record, event, id, userId, timestamp }: FactSpans): boolean {
  if (record.start > 0 || !fits(event) || !fits(id) || !fits(userId) || !fits(timestamp)) return true;
  const feed = text.indexOf('\n');
  return feed !== -1 && feed < record.end;
}

/** Writes the second part of a long row. @param spans undefined for a broken record */
function writeLongRow(
  words: Uint32Array,
  at: number,
  text: string,
  spans: FactSpans | undefined,
  column: number,
): void {
  words.fill(0, at, at + row.ROW_WORDS);
  words[at + row.HIGH_COLUMN] = Math.floor(column / 2 ** 32);
  if (spans === undefined) return;
  const position = positionsIn(text);
  const write = (word: number, offset: number): void => {
    const [line, inLine] = position(offset);
    words[at + word] = line;
    words[at + word + 1] = inLine;
  };
  write(row.LONG_EVENT, spans.event.start);
  write(row.LONG_EVENT + 2, spans.event.end);
  write(row.LONG_START, spans.record.start);
  write(row.LONG_END, spans.record.end);
  for (const [word, { start, end }] of [
    [row.LONG_ID, spans.id],
    [row.LONG_USER_ID, spans.userId],
    [row.LONG_TIMESTAMP, spans.timestamp],
  ] as const) {
    write(word, start);
    words[at + word + 2] = position(end)[1];
  }
}

/**
 * Finds lines and columns of offsets in a text: how many line feeds come before, and the units from the beginning of the text,
 * or from 1 in a later line.
 */
function positionsIn(text: string): (offset: number) => readonly [line: number, column: number] {
  const feeds: number[] = [];
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) feeds.push(feed);
  return (offset) => {
    let low = 0;
    let high = feeds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((feeds[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? [0, offset] : [low, offset - (feeds[low - 1] as number)];
  };
}
