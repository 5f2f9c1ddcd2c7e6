import type { ExternalSorter } from '../spill/external-sorter.js';
import type { ConversationKey } from './conversation-key.js';
import { conversationKey, lastBitsAt, lastBitsOf } from './conversation-key.js';
import { BROKEN } from './event-kind.js';
import { CONVERSATION, FactRow, FILE, IS_VALID, kindAt, lengthAt, ROW_WORDS } from './fact-row.js';

/** The key of the sorter of events: which conversation, file, record. */
export const EVENT_KEY_WORDS = 3;

const LAST_BITS = 0xffff;

/** An event of a conversation. */
export interface ConversationEvent {
  readonly conversation: ConversationKey;
  /** The place of its file among all files, from 0. */
  readonly fileIndex: number;
  readonly file: string;
  readonly record: number;
  readonly line: number;
  /** Its name as it is written; undefined if it has none. */
  readonly event: string | undefined;
  /** Its time in milliseconds since 1970; undefined if that is not known. */
  readonly at: number | undefined;
  /** Whether it has no error of its own. */
  readonly isValid: boolean;
}

/** What rows refer to. */
interface Names {
  readonly fileNames: readonly string[];
  readonly nameOf: (number: number) => string | undefined;
}

/** The events of some conversations, one conversation after the other, each in the order of the log. */
export class ConversationEvents {
  readonly #keys: readonly ConversationKey[];
  readonly #places: ReadonlyMap<ConversationKey, number>;
  /** 1 for the last bits of their keys: nearly all rows are of others, and need no look-up. */
  readonly #lastBits = new Uint8Array(LAST_BITS + 1);
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(EVENT_KEY_WORDS);

  /** @param sorter with EVENT_KEY_WORDS */
  constructor(keys: readonly ConversationKey[], sorter: ExternalSorter) {
    this.#keys = keys;
    this.#places = new Map(keys.map((key, place) => [key, place]));
    this.#sorter = sorter;
    for (const key of keys) this.#lastBits[lastBitsOf(key, LAST_BITS)] = 1;
  }

  /** Adds the rows that are of these conversations. A broken record may be of any, and is left out. */
  add(blocks: Iterable<Uint32Array>): void {
    // Of a row of two parts, the second one may begin the next block. It says nothing that is needed here.
    let at = 0;
    for (const words of blocks) {
      for (; at < words.length; at += lengthAt(words, at)) this.#addRow(words, at);
      at -= words.length;
    }
  }

  #addRow(words: Uint32Array, at: number): void {
    if (this.#lastBits[lastBitsAt(words, at + CONVERSATION, LAST_BITS)] === 0) return;
    const place = this.#places.get(conversationKey(words, at + CONVERSATION));
    if (place === undefined || kindAt(words, at) === BROKEN) return;
    const key = this.#key;
    key[0] = place;
    key.set(words.subarray(at + FILE, at + FILE + EVENT_KEY_WORDS - 1), 1);
    const row = words.slice(at, at + ROW_WORDS);
    this.#sorter.add(key, new Uint8Array(row.buffer));
  }

  *sorted({ fileNames, nameOf }: Names): Generator<ConversationEvent> {
    const words = new Uint32Array(ROW_WORDS);
    const bytes = new Uint8Array(words.buffer);
    const row = new FactRow().moveTo(words, 0);
    for (const { key, payload } of this.#sorter.sorted()) {
      const conversation = this.#keys[key[0] as number] as ConversationKey;
      bytes.set(payload);
      const { file: fileIndex, record, line, ownTime } = row;
      yield {
        ...{ conversation, fileIndex, file: fileNames[fileIndex] ?? '', record, line },
        event: nameOf(row.name),
        at: Number.isNaN(ownTime) ? undefined : ownTime,
        isValid: row.has(IS_VALID),
      };
    }
  }
}
