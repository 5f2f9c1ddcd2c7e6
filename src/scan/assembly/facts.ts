// The facts of a record for the rules across records.
import {
  ANSWER_CONTENTS_HASH,
  ANSWER_CONVERSATION_HASH,
  ANSWER_CONVERSATION_ID,
  ANSWER_COUNT_PLACE,
  ANSWER_COUNT_UNITS,
  ANSWER_EVENT,
  ANSWER_EVENT_UNITS,
  ANSWER_FLAGS,
  ANSWER_INSTANT,
  ANSWER_MESSAGE_COUNT,
  ANSWER_MESSAGE_HASH,
  ANSWER_MESSAGE_ID,
  ANSWER_MESSAGE_ID_UNITS,
  ANSWER_TIMESTAMP,
  ANSWER_TIMESTAMP_UNITS,
  ANSWER_TOP_MESSAGE_COLUMN,
  ANSWER_TOP_MESSAGE_HASH,
  ANSWER_TOP_MESSAGE_ID,
  ANSWER_TOP_MESSAGE_UNITS,
  ANSWER_UNITS,
  ANSWER_USER_HASH,
  ANSWER_USER_ID,
  ANSWER_USER_ID_UNITS,
  FLAG_MESSAGE_ID,
  FLAG_TIME,
  FLAG_USER,
  PLACE_LENGTH_BIT,
} from '../layout';
import { hashOf, unitsIn, wideFrom } from './bytes';
import { storeInstant } from './date-time';
import { storeHash } from './id-hash';

const MAX_START: u32 = (1 << PLACE_LENGTH_BIT) - 1;
const MAX_LENGTH: u32 = (1 << (32 - PLACE_LENGTH_BIT)) - 1;

/** The record, and the first of its bytes that is not ASCII. */
let record: u32 = 0;
let wide: u32 = 0;

/** Begins to count the UTF-16 units of the record from `start` to `end`. */
export function beginUnits(start: u32, end: u32): void {
  record = start;
  wide = wideFrom(start, end);
}

/** How many UTF-16 units of the record come before a place. */
export function unitsTo(at: u32): u32 {
  return at <= wide ? at - record : wide - record + unitsIn(wide, at);
}

/** How many UTF-16 units stand between two places. */
function unitsBetween(start: u32, end: u32): u32 {
  return end <= wide ? end - start : unitsIn(start, end);
}

/** Writes 64 bits of the hash of an id into an answer, 0 if the record does not have it; what stands behind is overwritten. Returns the flag of the id. */
function storeId(at: u32, id: u32, hash: u32, flag: u32): u32 {
  const length = load<u32>(at + id + 4);
  if (length === 0) {
    store<u64>(at + hash, 0);
    return 0;
  }
  storeHash(at + hash, load<u32>(at + id), length);
  return flag;
}

/** Writes where a value stands; returns false if it stands too far away, or is too long. */
function storePlace(target: u32, start: u32, length: u32): bool {
  if (length > MAX_LENGTH) return false;
  store<u32>(target, unitsTo(start) | (unitsBetween(start, start + length) << PLACE_LENGTH_BIT));
  return true;
}

/** The same for a text with its quotes, which an answer has at `fact`. */
function storeTextPlace(at: u32, target: u32, fact: u32): bool {
  const length = load<u32>(at + fact + 4);
  if (length > 0) return storePlace(at + target, load<u32>(at + fact) - 1, length + 2);
  store<u32>(at + target, 0);
  return true;
}

/** Writes all places; returns false if one does not fit, or if there is no event. */
function storePlaces(at: u32, end: u32): bool {
  if (end - record > MAX_START || load<u8>(record) !== 0x7b || load<u32>(at + ANSWER_EVENT + 4) === 0) return false;
  if (!storePlace(at + ANSWER_EVENT_UNITS, load<u32>(at + ANSWER_EVENT) - 1, load<u32>(at + ANSWER_EVENT + 4) + 2))
    return false;
  if (load<i32>(at + ANSWER_MESSAGE_COUNT) < 0) store<u32>(at + ANSWER_COUNT_UNITS, 0);
  else if (
    !storePlace(at + ANSWER_COUNT_UNITS, load<u32>(at + ANSWER_COUNT_PLACE), load<u32>(at + ANSWER_COUNT_PLACE + 4))
  )
    return false;
  return (
    storeTextPlace(at, ANSWER_MESSAGE_ID_UNITS, ANSWER_MESSAGE_ID) &&
    storeTextPlace(at, ANSWER_USER_ID_UNITS, ANSWER_USER_ID) &&
    storeTextPlace(at, ANSWER_TIMESTAMP_UNITS, ANSWER_TIMESTAMP)
  );
}

/** Writes the facts of the record whose units are counted into its answer. @param contents the hash of its contents */
export function storeFacts(at: u32, end: u32, contents: u64): void {
  storeConversation(at, end);
  const length = load<u32>(at + ANSWER_TOP_MESSAGE_ID + 4);
  if (length === 0) return;
  const id = load<u32>(at + ANSWER_TOP_MESSAGE_ID);
  store<u64>(at + ANSWER_TOP_MESSAGE_HASH, hashOf(id, length));
  store<u64>(at + ANSWER_CONTENTS_HASH, contents);
  store<u32>(at + ANSWER_TOP_MESSAGE_COLUMN, unitsTo(id));
  store<u32>(at + ANSWER_TOP_MESSAGE_UNITS, unitsBetween(id, id + length));
}

/** Writes the row of a record with a conversationId. A hash is longer than its place in the row: what follows it is written afterwards. */
function storeConversation(at: u32, end: u32): void {
  const length = load<u32>(at + ANSWER_CONVERSATION_ID + 4);
  if (length === 0) return;
  storeHash(at + ANSWER_CONVERSATION_HASH, load<u32>(at + ANSWER_CONVERSATION_ID), length);
  storeInstant(at + ANSWER_INSTANT, load<u32>(at + ANSWER_TIMESTAMP), load<u32>(at + ANSWER_TIMESTAMP + 4));
  let flags = storeId(at, ANSWER_MESSAGE_ID, ANSWER_MESSAGE_HASH, FLAG_MESSAGE_ID);
  flags |= storeId(at, ANSWER_USER_ID, ANSWER_USER_HASH, FLAG_USER);
  const hasTime = load<u64>(at + ANSWER_INSTANT) !== 0 || load<u32>(at + ANSWER_INSTANT + 8) !== 0;
  store<u32>(at + ANSWER_FLAGS, hasTime ? flags | FLAG_TIME : flags);
  let last = end;
  while (<u32>load<u8>(last - 1) <= 0x20) last--;
  store<u32>(at + ANSWER_UNITS, storePlaces(at, end) ? unitsTo(last) : 0);
}
