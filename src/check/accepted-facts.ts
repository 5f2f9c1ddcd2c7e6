import type { Conversations } from '../conversations/conversations.js';
import type { EventKind } from '../conversations/event-kind.js';
import { eventKindOf } from '../conversations/event-kind.js';
import type { HashedRecord } from '../conversations/hashed-record.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { AcceptedRecords, FactText } from '../scan/accepted-records.js';
import {
  ANSWER_WORDS,
  COLUMN_WORD,
  CONVERSATION_HASH_WORD,
  CONVERSATION_LENGTH_WORD,
  LINE_WORD,
  MESSAGE_COUNT_WORD,
  MESSAGE_HASH_WORD,
  MESSAGE_LENGTH_WORD,
  NUMBER_WORD,
  USER_HASH_WORD,
  USER_LENGTH_WORD,
} from '../scan/answer-words.js';
import type { AcceptedName } from '../scan/scanner.js';
import type { Writable } from '../text/writable.js';
import { specEventOf } from './conversation-facts.js';

/** How many texts are remembered, as the same ids come again with each record of a conversation. A power of two. */
const MAX_CACHED = 4096;
const MAX_CACHED_LENGTH = 64;

/** The texts of bytes, without making a string anew for bytes that were met before. */
class KnownTexts {
  readonly #texts = new Array<string | undefined>(MAX_CACHED);
  readonly #bytes = new Uint8Array(MAX_CACHED * MAX_CACHED_LENGTH);
  readonly #lengths = new Uint8Array(MAX_CACHED);

  of(chunk: Buffer, start: number, length: number): string {
    if (length > MAX_CACHED_LENGTH) return chunk.toString('utf8', start, start + length);
    let hash = length;
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ (chunk[at] ?? 0), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (MAX_CACHED - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#lengths[slot] === length && this.#isSame(slot, chunk, start, length)) return known;
    const text = chunk.toString('utf8', start, start + length);
    this.#texts[slot] = text;
    this.#lengths[slot] = length;
    for (let index = 0; index < length; index++)
      this.#bytes[slot * MAX_CACHED_LENGTH + index] = chunk[start + index] ?? 0;
    return text;
  }

  #isSame(slot: number, chunk: Buffer, start: number, length: number): boolean {
    const at = slot * MAX_CACHED_LENGTH;
    for (let index = 0; index < length; index++) if (this.#bytes[at + index] !== chunk[start + index]) return false;
    return true;
  }
}

/** What the events of accepted records are to a conversation; undefined for calls that have no part in one. */
class KnownKinds {
  #names: readonly AcceptedName[] | undefined;
  #kinds: (EventKind | undefined)[] = [];

  /** By the number of a name. The names may have grown since they were last asked for. */
  of(names: readonly AcceptedName[]): readonly (EventKind | undefined)[] {
    if (this.#names !== names) this.#kinds = [];
    this.#names = names;
    for (let number = this.#kinds.length; number < names.length; number++) {
      const name = names[number] as AcceptedName;
      const { event, nearEvent } = specEventOf(name.match);
      this.#kinds.push(name.call === 'track' ? eventKindOf(event, nearEvent) : undefined);
    }
    return this.#kinds;
  }
}

/** Tells the facts of records that were never built. One object serves for all of them. */
export class AcceptedFacts {
  readonly #texts = new KnownTexts();
  readonly #wantsTimes: boolean;
  readonly #facts: Writable<RecordFacts> = {
    file: '',
    record: 0,
    line: 0,
    column: 0,
    event: undefined,
    nearEvent: undefined,
    conversationId: '',
    messageId: undefined,
    userId: undefined,
    timestamp: undefined,
    messageCount: undefined,
    seenOnly: false,
  };

  readonly #told: HashedRecord = {
    kind: 0,
    words: new Int32Array(),
    conversationAt: 0,
    messageAt: -1,
    userAt: -1,
    messageCount: -1,
    file: 0,
    record: 0,
    line: 0,
    column: 0,
  };
  readonly #kinds = new KnownKinds();

  /** `wantsTimes`: whether any rule asks for timestamps, of which each is another text. */
  constructor(wantsTimes: boolean) {
    this.#wantsTimes = wantsTimes;
  }

  /**
   * Tells the conversations of the records of a run, from `from` on, as long as they take them quietly; returns the index of
   * the first one that they do not, or how many there are.
   */
  hashedRecord(run: AcceptedRecords, from: number, conversations: Conversations): number {
    const told = this.#told;
    const { words } = run;
    const kinds = this.#kinds.of(run.names);
    told.words = words;
    told.file = conversations.numberOfFile(run.file);
    const { firstLine, firstNumber, count } = run;
    let at = run.wordOf(from);
    for (let index = from; index < count; index++, at += ANSWER_WORDS) {
      const kind = kinds[words[at + NUMBER_WORD] as number];
      if (kind === undefined || words[at + CONVERSATION_LENGTH_WORD] === 0) continue;
      told.kind = kind;
      told.conversationAt = at + CONVERSATION_HASH_WORD;
      told.messageAt = words[at + MESSAGE_LENGTH_WORD] === 0 ? -1 : at + MESSAGE_HASH_WORD;
      told.userAt = words[at + USER_LENGTH_WORD] === 0 ? -1 : at + USER_HASH_WORD;
      told.messageCount = words[at + MESSAGE_COUNT_WORD] as number;
      told.record = firstNumber + index;
      told.line = firstLine + (words[at + LINE_WORD] as number);
      told.column = words[at + COLUMN_WORD] as number;
      if (!conversations.writeClean(told)) return index;
    }
    return run.count;
  }

  /** The facts of one record of a run; undefined if it has no part in a conversation. They last until the next question. */
  of(run: AcceptedRecords, index: number): RecordFacts | undefined {
    const name = run.nameOf(index);
    if (name.call !== 'track') return undefined;
    const conversationId = this.#text(run, index, 'conversationId');
    if (conversationId === undefined) return undefined;
    const facts = this.#facts;
    facts.file = run.file;
    facts.record = run.numberOf(index);
    facts.line = run.lineOf(index);
    facts.column = run.columnOf(index);
    Object.assign(facts, specEventOf(name.match));
    facts.conversationId = conversationId;
    facts.messageId = this.#text(run, index, 'messageId');
    facts.userId = this.#text(run, index, 'userId');
    facts.timestamp = this.#wantsTimes ? this.#text(run, index, 'timestamp') : undefined;
    const count = run.messageCountOf(index);
    facts.messageCount = count < 0 ? undefined : count;
    return facts;
  }

  #text(run: AcceptedRecords, index: number, text: FactText): string | undefined {
    const length = run.lengthOf(index, text);
    return length === 0 ? undefined : this.#texts.of(run.chunk, run.startOf(index, text), length);
  }
}
