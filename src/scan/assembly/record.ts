import {
  ACTION_AS_TYPE,
  ANSWER_EVENT,
  ANSWER_NUMBER,
  ANSWER_TOP_MESSAGE_ID,
  CALLS,
  CALLS_MASK,
  DECLINED,
  DEFERRED,
  HARD_FACTS,
  IS_OWN,
  IS_TRACK,
  IS_UNSUPPORTED,
  MISSING_TYPE,
  NAMES,
  NAMES_MASK,
  ODD_TEXT,
  ROLE_STAMP,
  SCHEMA_FLAGS,
  SCHEMA_MEMBERS,
  SLOT_BIT,
  SLOT_NUMBER,
  SLOT_OPENING_CONTENTS,
  SLOT_OPENING_SEEN,
  SLOT_RAISES,
  SLOT_SCHEMA,
  STRING,
} from '../layout';
import { answer, decline, declineText, isUnclear, mask, meansProperties, meansTop, raise } from './answer';
import { hashOf, textEndOfLine } from './bytes';
import { EMPTY_OBJECT, isWanted, valueHash, withMember } from './contents-hash';
import { forgetInstant } from './date-time';
import { beginFaults, setWhole } from './faults';
import { beginKeys, isNewKey, openKeys } from './keys';
import { isComplete, memberSlot } from './members';
import { noteId, roleOfKey } from './notes';
import { callOfOpening, keepOpening, slotOfOpening, slotOfText } from './opening';
import { beginText, exponents, isEscaped, kind, readString, skipSpace, textEnd, textStart } from './tokens';
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
import { checkWhole } from './whole-record';

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
/** Which keys there may have been before the schema was known, see `keys.ts`. */
let bloom: u64 = 0;
/** The hash of what was read of its contents, see `contents-hash.ts`. */
export let contents: u64 = 0;

/** Reads a member by its schema that came before that was known; `slot`: 0 if the schema does not name it. */
function readAgain(at: u32, slot: u32, key: u32, length: u32): u32 {
  if (slot === 0) return readUnnamed(at, members, key, length, 1);
  seen |= load<u64>(slot + SLOT_BIT);
  return readNamed(at, slot, true, 1);
}

/** Uses a schema from now on, and reads the earlier members again, if there are any. */
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

/** Reads members until the schema is known, or up to the closing brace; returns the place after the last value. */
function readUntilRouted(brace: u32, keys: u32): u32 {
  let at = skipSpace(brace + 1);
  if (load<u8>(at) !== 0x22) return 0;
  let key = at + 1;
  while (true) {
    const close = readString(key);
    if (close === 0 || isEscaped) return 0;
    const length = close - key;
    const hash = hashOf(key, length);
    if (!isNewKey(keys, bloom, hash)) return 0;
    bloom |= (<u64>1) << (hash & 63);
    const value = valueStart(close);
    if (value === 0) return 0;
    const after = readEarly(value, key, length, hash);
    if (after === 0 || members !== 0) return after;
    at = skipSpace(after);
    if (load<u8>(at) === 0x7d) return after;
    key = nextKey(at);
    if (key === 0) return 0;
  }
}

/** Keeps what was found out of the type and the event, if the record begins with these and nothing is wrong with them. */
function keepRoute(brace: u32): void {
  const event = load<u32>(answer + ANSWER_EVENT);
  // The second value is the event, so that the first one was the type.
  if (deferred !== 2 || event !== load<u32>(DEFERRED + DEFERRED_SIZE) + 1 || popcnt<u64>(seen) !== 2) return;
  if (mask !== load<u32>(nameSlot + SLOT_RAISES) || isUnclear || failedBranches !== 0) return;
  if ((meansTop | meansProperties) === 0) keepOpening(brace, event, typeSlot, nameSlot, seen, contents);
}

/** Uses what was found out of the type and the event of an earlier record; returns the place after the event. */
function useRoute(name: u32): u32 {
  typeSlot = callOfOpening();
  nameSlot = name;
  hasEvent = true;
  store<u32>(answer + ANSWER_EVENT, textStart);
  store<u32>(answer + ANSWER_EVENT + 4, textEnd - textStart);
  takeSchema(name);
  seen = load<u64>(name + SLOT_OPENING_SEEN);
  contents = load<u64>(name + SLOT_OPENING_CONTENTS);
  return textEnd + 1;
}

/** Reads the members of the record; returns the place of its closing brace, or 0 if the text is odd. */
function readTop(brace: u32): u32 {
  const keys = openKeys();
  const known = slotOfOpening(brace);
  let at: u32;
  if (known !== 0) at = useRoute(known);
  else {
    at = readUntilRouted(brace, keys);
    if (at === 0) return 0;
    if (members !== 0) keepRoute(brace);
  }
  at = skipSpace(at);
  if (load<u8>(at) === 0x7d) return at;
  const key = nextKey(at);
  if (key === 0) return 0;
  const close = readMembers(key, members, 1, keys, bloom, seen, contents);
  seen = seenMembers;
  contents = valueHash;
  return close;
}

/** Reads the text of a record, see `readRecord`. */
function readText(start: u32, end: u32): u32 {
  const brace = skipSpace(start);
  if (load<u8>(brace) !== 0x7b) return 0;
  const close = readTop(brace);
  if (close === 0) return 0;
  const last = skipSpace(close + 1);
  if (end === 0 ? load<u8>(last) !== 0x0a : last !== end) return 0;
  const recordEnd = end === 0 ? textEndOfLine(start, last) : end;
  if (exponents !== 0) raise(ODD_TEXT);
  if (schema === 0) routeLate();
  if (members === 0) decline();
  else {
    if (!isComplete(members, seen, failedBranches)) raise(DECLINED);
    checkWhole(schema, seen, recordEnd - start);
    setWhole(seen, brace, close + 1);
  }
  return recordEnd;
}

/**
 * Scans one record, and raises the bits of rules that may have findings; returns where it ends, or 0 if its text is odd.
 * @param end where it ends, marked by a zero byte; 0 if it ends with its line
 */
export function readRecord(start: u32, end: u32): u32 {
  schema = 0;
  members = 0;
  seen = 0;
  deferred = 0;
  bloom = 0;
  typeSlot = 0;
  nameSlot = 0;
  actionSlot = 0;
  hasEvent = false;
  contents = EMPTY_OBJECT;
  beginKeys();
  beginFaults();
  beginText(end === 0);
  forgetInstant();
  forgetBranches();
  const recordEnd = readText(start, end);
  if (recordEnd === 0) declineText();
  return recordEnd;
}
