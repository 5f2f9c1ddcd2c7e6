import {
  ACTION_AS_TYPE,
  ANSWER_CONVERSATION_ID,
  ANSWER_EVENT,
  ANSWER_MESSAGE_ID,
  ANSWER_NUMBER,
  ANSWER_TOP_MESSAGE_ID,
  CALLS,
  CALLS_MASK,
  CHAT_ID_AS_MESSAGE_ID,
  DECLINED,
  DEFERRED,
  EVENT_TOO_LARGE,
  FEEDBACK_MISSING_MESSAGE_ID,
  HARD_FACTS,
  IS_FEEDBACK,
  IS_IDENTIFY,
  IS_OWN,
  IS_STANDARD_TRACK,
  IS_TRACK,
  IS_UNSUPPORTED,
  MISSING_CONVERSATION_ID,
  MISSING_MESSAGE_ID,
  MISSING_TYPE,
  NAMES,
  NAMES_MASK,
  NEAR_MISS,
  ODD_TEXT,
  PROPERTIES_ON_IDENTIFY,
  ROLE_STAMP,
  SCHEMA_CONVERSATION_ID,
  SCHEMA_FLAGS,
  SCHEMA_MEMBERS,
  SCHEMA_MESSAGE_ID,
  SLOT_BIT,
  SLOT_NUMBER,
  SLOT_RAISES,
  SLOT_SCHEMA,
  STRING,
} from '../layout';
import {
  answer,
  decline,
  declineText,
  hasEscapedId,
  hasProperties,
  meansProperties,
  meansTop,
  raise,
  seenInProperties,
} from './answer';
import { find, hashOf, isSame } from './bytes';
import { EMPTY_OBJECT, isWanted, valueHash, withMember } from './contents-hash';
import { forgetInstant } from './date-time';
import { beginFaults, setWhole } from './faults';
import { beginKeys, isNewKey, openKeys } from './keys';
import { isComplete, memberSlot } from './members';
import { noteId, roleOfKey } from './notes';
import { countExponentsAnew, exponents, isEscaped, kind, readString, skipSpace, textEnd, textStart } from './tokens';
import {
  failedBranches,
  forgetBranches,
  nextKey,
  readMembers,
  readNamed,
  readUnnamed,
  readValue,
  seenMembers,
  valueStart,
} from './values';

/** Segment's limit for an event, less what its SDK adds, in bytes. */
const MAX_EVENT_BYTES: u32 = 32 * 1024 - 300;
/** A number with an exponent may become longer than it was written: 1e20 has 21 digits. */
const MAX_NUMBER_BYTES: u32 = 26;
/** How many members may come before the schema is known. */
const MAX_DEFERRED: u32 = 64;
const DEFERRED_SIZE: u32 = 24;

/** The schema of the record, once it is known, and its members. */
let schema: u32 = 0;
let members: u32 = 0;
let seen: u64 = 0;
let deferred: u32 = 0;
/** The slots of the call and of the event's name, which determine the schema. */
let typeSlot: u32 = 0;
let nameSlot: u32 = 0;
let actionSlot: u32 = 0;
let hasEvent: bool = false;
/** The hash of what was read of its contents, see `contents-hash.ts`. */
export let contents: u64 = 0;

/** Reads a member by its schema that came before that was known; `slot`: 0 if the schema does not name it. */
function readAgain(at: u32, slot: u32, key: u32, length: u32): u32 {
  if (slot === 0) return readUnnamed(at, members, key, length, 1);
  seen |= load<u64>(slot + SLOT_BIT);
  return readNamed(at, slot, true, 1);
}

/** Uses a schema from now on, and reads the earlier members again. */
function takeSchema(slot: u32): void {
  schema = load<u32>(slot + SLOT_SCHEMA);
  if ((load<u32>(schema + SCHEMA_FLAGS) & IS_UNSUPPORTED) !== 0) {
    decline();
    return;
  }
  raise(load<u32>(slot + SLOT_RAISES));
  store<u32>(answer + ANSWER_NUMBER, load<u32>(slot + SLOT_NUMBER));
  members = load<u32>(schema + SCHEMA_MEMBERS);
  for (let index: u32 = 0; index < deferred; index++) {
    const at = DEFERRED + index * DEFERRED_SIZE;
    const key = load<u32>(at + 4);
    const length = load<u32>(at + 8);
    const known = memberSlot(members, load<u64>(at + 16), key, length);
    // It was read before, but may have more keys than there is room for now.
    if (readAgain(load<u32>(at), known, key, length) === 0) {
      decline();
      raise(HARD_FACTS);
    }
  }
}

/** Finds the schema of a call, if enough is known. */
function route(callSlot: u32): void {
  if ((load<u32>(load<u32>(callSlot + SLOT_SCHEMA) + SCHEMA_FLAGS) & IS_TRACK) === 0) takeSchema(callSlot);
  else if (nameSlot !== 0) takeSchema(nameSlot);
  else if (hasEvent) decline();
}

/** The slot in a table with the last string as its key. */
function slotOfText(table: u32, tableMask: u32): u32 {
  if (kind !== STRING || isEscaped || textEnd === textStart) return 0;
  const length = textEnd - textStart;
  return find(table, tableMask, hashOf(textStart, length), textStart, length);
}

/** Reads a member before the schema is known, and keeps it until then; returns the place after it. */
function readEarly(at: u32, key: u32, length: u32, hash: u64): u32 {
  const after = readValue(at, 0, 0, 1);
  // What is read again, when the schema is known, counts once.
  if (isWanted && roleOfKey(key, length) !== ROLE_STAMP) contents = withMember(contents, hash, valueHash);
  if (after === 0 || deferred === MAX_DEFERRED) return 0;
  const kept = DEFERRED + deferred * DEFERRED_SIZE;
  store<u32>(kept, at);
  store<u32>(kept + 4, key);
  store<u32>(kept + 8, length);
  store<u64>(kept + 16, hash);
  deferred++;
  if (length === 4 && load<u32>(key) === 0x65707974) {
    typeSlot = slotOfText(CALLS, CALLS_MASK);
    if (typeSlot === 0) decline();
  } else if (length === 5 && load<u32>(key) === 0x6e657665 && load<u8>(key + 4) === 0x74) {
    nameSlot = slotOfText(NAMES, NAMES_MASK);
    hasEvent = true;
    if (kind === STRING) {
      store<u32>(answer + ANSWER_EVENT, textStart);
      store<u32>(answer + ANSWER_EVENT + 4, textEnd - textStart);
    }
    // The event matters only for track calls.
    if (nameSlot === 0 && (typeSlot !== 0 || kind !== STRING)) decline();
  } else if (length === 6 && load<u32>(key) === 0x69746361 && load<u16>(key + 4) === 0x6e6f) {
    actionSlot = slotOfText(CALLS, CALLS_MASK);
    // With its escapes, it may name a call.
    if (actionSlot === 0 && kind === STRING && isEscaped) decline();
  } else {
    // A call that is none has an id all the same.
    if (length === 9 && load<u64>(key) === 0x496567617373656d && load<u8>(key + 8) === 0x64)
      noteId(ANSWER_TOP_MESSAGE_ID);
    return after;
  }
  if (typeSlot !== 0 && schema === 0) route(typeSlot);
  return after;
}

/** Finds the schema of a record by other fields than `type`. Schemas of the user's own then check a changed record. */
function routeLate(): void {
  if (typeSlot !== 0) return;
  if (actionSlot !== 0) {
    raise(ACTION_AS_TYPE);
    route(actionSlot);
  } else if (hasEvent) {
    raise(MISSING_TYPE);
    if (nameSlot !== 0) takeSchema(nameSlot);
  }
  if (schema !== 0 && (load<u32>(schema + SCHEMA_FLAGS) & IS_OWN) !== 0) decline();
}

/** Whether the `messageId` at the top level may be the id that is noted at `fact`. */
function mayBeTopMessageId(fact: u32): bool {
  const length = load<u32>(answer + ANSWER_TOP_MESSAGE_ID + 4);
  if (length === 0 || load<u32>(answer + fact + 4) === 0) return false;
  if (hasEscapedId) return true;
  return (
    load<u32>(answer + fact + 4) === length &&
    isSame(load<u32>(answer + ANSWER_TOP_MESSAGE_ID), load<u32>(answer + fact), length)
  );
}

/** Raises the bits of rules about the whole record. */
function checkWhole(bytes: u32): void {
  const flags = load<u32>(schema + SCHEMA_FLAGS);
  if (bytes + exponents * MAX_NUMBER_BYTES > MAX_EVENT_BYTES) raise(EVENT_TOO_LARGE);
  if ((meansTop & ~seen) !== 0 || (meansProperties & ~seenInProperties) !== 0) raise(NEAR_MISS);
  if ((flags & IS_IDENTIFY) !== 0 && hasProperties) raise(PROPERTIES_ON_IDENTIFY);
  const hasMessageId = (seenInProperties & load<u64>(schema + SCHEMA_MESSAGE_ID)) !== 0;
  if ((flags & IS_STANDARD_TRACK) !== 0) {
    if ((seenInProperties & load<u64>(schema + SCHEMA_CONVERSATION_ID)) === 0) raise(MISSING_CONVERSATION_ID);
    if (!hasMessageId) raise(MISSING_MESSAGE_ID);
  }
  if ((flags & IS_FEEDBACK) !== 0 && !hasMessageId) raise(FEEDBACK_MISSING_MESSAGE_ID);
  if (mayBeTopMessageId(ANSWER_MESSAGE_ID) || mayBeTopMessageId(ANSWER_CONVERSATION_ID)) raise(CHAT_ID_AS_MESSAGE_ID);
}

/** Scans one record, whose end is marked by a zero byte, and raises the bits of rules that may have findings. */
export function readRecord(start: u32, end: u32): void {
  schema = 0;
  members = 0;
  seen = 0;
  deferred = 0;
  typeSlot = 0;
  nameSlot = 0;
  actionSlot = 0;
  hasEvent = false;
  contents = EMPTY_OBJECT;
  beginKeys();
  beginFaults();
  countExponentsAnew();
  forgetInstant();
  forgetBranches();
  if (!isRead(start, end)) declineText();
}

/** Reads the members of the record; returns the place of its closing brace, or 0 if the text is odd. */
function readTop(first: u32): u32 {
  const keys = openKeys();
  let bloom: u64 = 0;
  let key = first;
  while (members === 0) {
    const close = readString(key);
    if (close === 0 || isEscaped) return 0;
    const length = close - key;
    const hash = hashOf(key, length);
    if (!isNewKey(keys, bloom, hash)) return 0;
    bloom |= (<u64>1) << (hash & 63);
    let at = valueStart(close);
    if (at === 0) return 0;
    at = readEarly(at, key, length, hash);
    if (at === 0) return 0;
    at = skipSpace(at);
    if (load<u8>(at) === 0x7d) return at;
    key = nextKey(at);
    if (key === 0) return 0;
  }
  const close = readMembers(key, members, 1, keys, bloom, seen, contents);
  seen = seenMembers;
  contents = valueHash;
  return close;
}

/** Reads the text; returns whether it was read to its end and is not odd. */
function isRead(start: u32, end: u32): bool {
  const brace = skipSpace(start);
  if (load<u8>(brace) !== 0x7b) return false;
  const quote = skipSpace(brace + 1);
  if (load<u8>(quote) !== 0x22) return false;
  const close = readTop(quote + 1);
  if (close === 0 || skipSpace(close + 1) !== end) return false;
  if (exponents !== 0) raise(ODD_TEXT);
  if (schema === 0) routeLate();
  if (members === 0) decline();
  else {
    if (!isComplete(members, seen, failedBranches)) raise(DECLINED);
    checkWhole(end - start);
    setWhole(seen, brace, close + 1);
  }
  return true;
}
