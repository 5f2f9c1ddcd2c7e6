import type { ExternalSorterOptions } from '../spill/external-sorter.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { ConversationFold } from './conversation-fold.js';
import type { ConversationTraits } from './conversation-traits.js';
import { hasKind, MESSAGE_KINDS } from './event-kind.js';
import {
  CONVERSATION,
  CONVERSATION_WORDS,
  FactRow,
  HAS_MESSAGE_ID,
  isSameConversation,
  MESSAGE_ID,
  ROW_WORDS,
  SHORT_HASH_WORDS,
  TIME,
} from './fact-row.js';
import { INSTANT_WORDS } from './instant.js';
import { eachWholeRow } from './whole-rows.js';

type SorterSettings = Omit<ExternalSorterOptions, 'keyWords'>;

const ORDER_WORDS = INSTANT_WORDS + 2;

/** What stands behind a row once its message id was looked up. */
const HAS_ID = 0;
const HAS_MESSAGE = 1;
const MESSAGE = 2;
const LOOKED_UP_WORDS = MESSAGE + 2 * ROW_WORDS;

/**
 * Checks the conversations of a partition whose rows may not fit in memory, by sorting them three times: by conversation, then by
 * message id, to find earlier records with the same id, then by time. Takes bounded memory, also for one conversation that is
 * larger than all memory.
 */
export function foldLargePartition(
  rows: Iterable<Uint32Array>,
  fold: ConversationFold,
  settings: SorterSettings,
): void {
  const traits = new TraitsQueue(settings);
  const byId = sortById(sortByConversation(rows, settings), fold, traits, settings);
  foldByTime(lookUpIds(byId, settings), fold, traits);
}

/** The words of a payload, in memory that is used again. */
class PayloadWords {
  #words = new Uint32Array(2 * ROW_WORDS + LOOKED_UP_WORDS);
  #bytes = new Uint8Array(this.#words.buffer);

  of(payload: Uint8Array): Uint32Array {
    this.#bytes.set(payload);
    return this.#words.subarray(0, payload.length / 4);
  }
}

function bytesOf(words: Uint32Array, at: number, length: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + at * 4, length * 4);
}

/** The rows in the order of their conversations, those of each in the order of the log. */
function* sortByConversation(blocks: Iterable<Uint32Array>, settings: SorterSettings): Generator<FactRow> {
  const sorter = new ExternalSorter({ ...settings, keyWords: CONVERSATION_WORDS });
  eachWholeRow(blocks, ({ words, at, length }) => sorter.add(words, bytesOf(words, at, length), at + CONVERSATION));
  const payloads = new PayloadWords();
  const record = new FactRow();
  for (const { payload } of sorter.sorted()) yield record.moveTo(payloads.of(payload), 0);
}

/** What is known of each conversation as a whole, kept in the order of the conversations. */
class TraitsQueue {
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(1);
  #count = 0;

  constructor(settings: SorterSettings) {
    this.#sorter = new ExternalSorter({ ...settings, keyWords: 1 });
  }

  add(traits: ConversationTraits): void {
    this.#key[0] = this.#count++;
    const words = traits.toWords();
    this.#sorter.add(this.#key, bytesOf(words, 0, words.length));
  }

  /** The words of each; see `ConversationTraits.setWords`. */
  *all(): Generator<Uint32Array> {
    for (const { payload } of this.#sorter.sorted()) yield new Uint32Array(payload.slice().buffer);
  }
}

/** Gives each row the time that orders it; returns the rows by conversation, message id, and time. */
function sortById(
  rows: Iterable<FactRow>,
  fold: ConversationFold,
  traits: TraitsQueue,
  settings: SorterSettings,
): ExternalSorter {
  const sorter = new ExternalSorter({
    ...settings,
    keyWords: CONVERSATION_WORDS + SHORT_HASH_WORDS + ORDER_WORDS,
  });
  const key = new Uint32Array(CONVERSATION_WORDS + SHORT_HASH_WORDS + ORDER_WORDS);
  const before = new Uint32Array(CONVERSATION_WORDS);
  let isFirst = true;
  for (const record of rows) {
    const { words, length } = record;
    if (isFirst || !isSameConversation(before, 0, words, record.at)) {
      if (!isFirst) traits.add(fold.traits);
      fold.begin();
      before.set(words.subarray(CONVERSATION, CONVERSATION + CONVERSATION_WORDS));
      isFirst = false;
    }
    fold.look(record);
    key.set(before);
    const hasId = record.has(HAS_MESSAGE_ID);
    for (let word = 0; word < SHORT_HASH_WORDS; word++)
      key[CONVERSATION_WORDS + word] = hasId ? (words[MESSAGE_ID + word] as number) : 0;
    key.set(words.subarray(TIME, TIME + ORDER_WORDS), CONVERSATION_WORDS + SHORT_HASH_WORDS);
    sorter.add(key, bytesOf(words, 0, length));
  }
  if (!isFirst) traits.add(fold.traits);
  return sorter;
}

/** Finds for each row the first message with its id; returns the rows by conversation and time. */
function lookUpIds(byId: ExternalSorter, settings: SorterSettings): ExternalSorter {
  const sorter = new ExternalSorter({ ...settings, keyWords: CONVERSATION_WORDS + ORDER_WORDS });
  const key = new Uint32Array(CONVERSATION_WORDS + ORDER_WORDS);
  const idLength = CONVERSATION_WORDS + SHORT_HASH_WORDS;
  const before = new Uint32Array(idLength);
  const out = new Uint32Array(LOOKED_UP_WORDS + 2 * ROW_WORDS);
  const message = new Uint32Array(2 * ROW_WORDS);
  const payloads = new PayloadWords();
  const record = new FactRow();
  let isKnown = false;
  let hasMessage = false;
  for (const entry of byId.sorted()) {
    const words = payloads.of(entry.payload);
    record.moveTo(words, 0);
    const isSame = before.every((word, index) => word === entry.key[index]);
    if (!isSame) {
      isKnown = false;
      hasMessage = false;
      before.set(entry.key.subarray(0, idLength));
    }
    const hasId = record.has(HAS_MESSAGE_ID);
    out[HAS_ID] = hasId && isKnown ? 1 : 0;
    out[HAS_MESSAGE] = hasId && hasMessage ? 1 : 0;
    out.set(message, MESSAGE);
    out.set(words, LOOKED_UP_WORDS);
    key.set(words.subarray(CONVERSATION, CONVERSATION + CONVERSATION_WORDS));
    key.set(words.subarray(TIME, TIME + ORDER_WORDS), CONVERSATION_WORDS);
    sorter.add(key, bytesOf(out, 0, LOOKED_UP_WORDS + words.length));
    if (!hasId) continue;
    isKnown = true;
    if (hasMessage || !hasKind(MESSAGE_KINDS, record.kind)) continue;
    hasMessage = true;
    message.set(words);
  }
  return sorter;
}

function foldByTime(byTime: ExternalSorter, fold: ConversationFold, queue: TraitsQueue): void {
  const all = queue.all();
  const before = new Uint32Array(CONVERSATION_WORDS);
  const payloads = new PayloadWords();
  const record = new FactRow();
  let isFirst = true;
  for (const { key, payload } of byTime.sorted()) {
    const words = payloads.of(payload);
    if (isFirst || !isSameConversation(before, 0, key, 0)) {
      if (!isFirst) fold.end();
      isFirst = false;
      before.set(key.subarray(0, CONVERSATION_WORDS));
      const next = all.next();
      if (next.done !== true) fold.traits.setWords(next.value);
      fold.beginChecks();
    }
    record.moveTo(words, LOOKED_UP_WORDS);
    fold.check(record, words[HAS_ID] === 1, words, words[HAS_MESSAGE] === 1 ? MESSAGE : -1);
  }
  if (!isFirst) fold.end();
}
