import {
  ANSWER_CONVERSATION_ID,
  ANSWER_COUNT_PLACE,
  ANSWER_MESSAGE_COUNT,
  ANSWER_MESSAGE_ID,
  ANSWER_TOP_MESSAGE_ID,
  ANSWER_USER_ID,
  ARRAY,
  CHECK_BIT,
  CHECK_NODE,
  CHECK_SIZE,
  DECLINED,
  DELIVERY_DISABLED,
  FALSE,
  FRACTION,
  HARD_FACTS,
  INTEGER,
  IS_PROPERTIES,
  MEMBERS_FIRST,
  MEMBERS_FLAGS,
  MEMBERS_NEAR,
  MEMBERS_OTHERS,
  NO_OTHERS,
  NODE_ITEMS,
  NODE_KINDS,
  NODE_MEMBERS,
  OBJECT,
  ROLE_CONVERSATION_ID,
  ROLE_DELIVERY,
  ROLE_ID,
  ROLE_MESSAGE_COUNT,
  ROLE_MESSAGE_ID,
  ROLE_TIMESTAMP,
  ROLE_TOP_MESSAGE_ID,
  ROLE_USER_ID,
  SLOT_BIT,
  SLOT_CHECK_COUNT,
  SLOT_CHECKS,
  SLOT_HASH,
  SLOT_IS_OTHER,
  SLOT_LENGTH,
  SLOT_MEANS_PROPERTIES,
  SLOT_MEANS_TOP,
  SLOT_NEXT,
  SLOT_NODE,
  SLOT_ROLE,
  STRING,
} from '../layout';
import { answer, decline, means, raise, setProperties, setUnclear } from './answer';
import { hashOf, isKeyOf } from './bytes';
import {
  EMPTY_ARRAY,
  EMPTY_OBJECT,
  isWanted,
  literalHash,
  setValueHash,
  stringHash,
  valueHash,
  withItem,
  withMember,
} from './contents-hash';
import { noteMisfit } from './faults';
import { closeKeys, isNewKey, openKeys } from './keys';
import { isComplete, memberSlot } from './members';
import { checkUnnamed } from './near-misses';
import { noteId, noteTimestamp } from './notes';
import { fits } from './scalars';
import { isEscaped, kind, readNumber, readString, readWord, setKind, skipSpace, whole } from './tokens';

/** Deeper records need the full check. */
const MAX_DEPTH: u32 = 100;
/** The bits of the branches that the last member fails. */
export let failedBranches: u32 = 0;
/** Whether the members that are read are those of `properties`. */
let isInProperties: bool = false;
/** The slot of the member of the record or of its `properties` whose value comes next; 0 for any other value. */
let ownSlot: u32 = 0;

/** Notes the facts of members with a role, and raises the bits of rules about them. */
function note(role: u32, at: u32, after: u32): void {
  if (role === ROLE_CONVERSATION_ID) noteId(ANSWER_CONVERSATION_ID);
  else if (role === ROLE_MESSAGE_ID) noteId(ANSWER_MESSAGE_ID);
  else if (role === ROLE_USER_ID) noteId(ANSWER_USER_ID);
  else if (role === ROLE_ID) noteId(0);
  else if (role === ROLE_TOP_MESSAGE_ID) noteId(ANSWER_TOP_MESSAGE_ID);
  else if (role === ROLE_TIMESTAMP) noteTimestamp();
  else if (role === ROLE_MESSAGE_COUNT) {
    if (kind !== INTEGER) {
      // 3.0 is a count, too.
      if (kind !== STRING) raise(HARD_FACTS);
      return;
    }
    if (whole > 2147483647) raise(HARD_FACTS);
    else if (whole >= 0) {
      store<i32>(answer + ANSWER_MESSAGE_COUNT, <i32>whole);
      store<u32>(answer + ANSWER_COUNT_PLACE, at);
      store<u32>(answer + ANSWER_COUNT_PLACE + 4, after - at);
    }
  } else if (role === ROLE_DELIVERY && (kind & ~(FALSE | INTEGER | FRACTION | STRING)) === 0) raise(DELIVERY_DISABLED);
}

/** Reads the value of a member whose slot is known; returns the place after it, or 0 if the text is odd. */
export function readMember(at: u32, slot: u32, depth: u32): u32 {
  const own = depth === 1 || (depth === 2 && isInProperties) ? slot : 0;
  ownSlot = own;
  const after = readValue(at, load<u32>(slot + SLOT_NODE), depth);
  ownSlot = 0;
  if (after === 0) return 0;
  if (kind === OBJECT && load<u32>(slot + SLOT_IS_OTHER) !== 0) setUnclear();
  failedBranches = 0;
  let check = load<u32>(slot + SLOT_CHECKS);
  for (let left = load<u32>(slot + SLOT_CHECK_COUNT); left > 0; left--) {
    const node = load<u32>(check + CHECK_NODE);
    if (!fits(node)) {
      failedBranches |= load<u32>(check + CHECK_BIT);
      noteMisfit(own, node, at, after);
    }
    check += CHECK_SIZE;
  }
  means(load<u64>(slot + SLOT_MEANS_TOP), load<u64>(slot + SLOT_MEANS_PROPERTIES));
  const role = load<u32>(slot + SLOT_ROLE);
  if (role !== 0) note(role, at, after);
  return after;
}

/** Reads the value of a member that its object's schema does not name. */
export function readUnnamed(at: u32, members: u32, start: u32, length: u32, depth: u32): u32 {
  if ((load<u32>(members + MEMBERS_FLAGS) & NO_OTHERS) !== 0) {
    decline();
    return readValue(at, 0, depth);
  }
  checkUnnamed(members, start, length);
  const after = readValue(at, load<u32>(members + MEMBERS_OTHERS), depth);
  // An object may hold the value of a field that is missing.
  if (kind === OBJECT && load<u32>(members + MEMBERS_NEAR) !== 0) setUnclear();
  return after;
}

/** The hash of the last key, and its slot; 0 if its object's schema does not name it. */
export let keyHash: u64 = 0;
export let keySlot: u32 = 0;

/**
 * Reads the key that begins at `start` and returns the place of its closing quote, or 0 if the text is odd. The records
 * of a log have their keys in one order, so that the key that was here the last time is tried first; its slot is kept
 * at `expected`.
 */
export function readKey(start: u32, members: u32, expected: u32): u32 {
  if (members !== 0) {
    const slot = load<u32>(expected);
    if (slot !== 0 && isKeyOf(slot, start)) {
      keySlot = slot;
      keyHash = load<u64>(slot + SLOT_HASH);
      return start + load<u32>(slot + SLOT_LENGTH);
    }
  }
  const close = readString(start);
  if (close === 0 || isEscaped) return 0;
  const length = close - start;
  keyHash = hashOf(start, length);
  keySlot = 0;
  if (members === 0) return close;
  keySlot = memberSlot(members, keyHash, start, length);
  // Expected keys have no escapes: no quote and no backslash.
  if (keySlot !== 0) store<u32>(expected, keySlot);
  return close;
}

function readObject(start: u32, members: u32, depth: u32): u32 {
  if (depth > MAX_DEPTH) return 0;
  const keys = openKeys();
  let bloom: u64 = 0;
  let seen: u64 = 0;
  let failed: u32 = 0;
  let contents: u64 = EMPTY_OBJECT;
  let next = members + MEMBERS_FIRST;
  let at = skipSpace(start + 1);
  const isProperties = members !== 0 && (load<u32>(members + MEMBERS_FLAGS) & IS_PROPERTIES) !== 0;
  if (load<u8>(at) !== 0x7d) {
    while (true) {
      if (load<u8>(at) !== 0x22) return 0;
      const close = readKey(at + 1, members, next);
      if (close === 0 || !isNewKey(keys, bloom, keyHash)) return 0;
      bloom |= (<u64>1) << (keyHash & 63);
      const key = at + 1;
      const slot = keySlot;
      const hash = keyHash;
      at = skipSpace(close + 1);
      if (load<u8>(at) !== 0x3a) return 0;
      at = skipSpace(at + 1);
      if (members === 0) at = readValue(at, 0, depth);
      else if (slot === 0) at = readUnnamed(at, members, key, close - key, depth);
      else {
        next = slot + SLOT_NEXT;
        // The objects before it were not `properties`.
        isInProperties = isProperties;
        at = readMember(at, slot, depth);
        seen |= load<u64>(slot + SLOT_BIT);
        failed |= failedBranches;
      }
      if (at === 0) return 0;
      if (isWanted) contents = withMember(contents, hash, valueHash);
      at = skipSpace(at);
      const byte = load<u8>(at);
      if (byte === 0x7d) break;
      if (byte !== 0x2c) return 0;
      at = skipSpace(at + 1);
    }
  }
  closeKeys(keys);
  isInProperties = false;
  if (isProperties) setProperties(seen, start, at + 1);
  if (members !== 0 && !isComplete(members, seen, failed)) {
    if (isProperties) raise(DECLINED);
    else decline();
  }
  setKind(OBJECT);
  setValueHash(contents);
  return at + 1;
}

function readArray(start: u32, items: u32, depth: u32): u32 {
  if (depth > MAX_DEPTH) return 0;
  let contents: u64 = EMPTY_ARRAY;
  let at = skipSpace(start + 1);
  if (load<u8>(at) !== 0x5d) {
    while (true) {
      at = readValue(at, items, depth);
      if (at === 0) return 0;
      if (isWanted) contents = withItem(contents, valueHash);
      at = skipSpace(at);
      const byte = load<u8>(at);
      if (byte === 0x5d) break;
      if (byte !== 0x2c) return 0;
      at = skipSpace(at + 1);
    }
  }
  setKind(ARRAY);
  setValueHash(contents);
  return at + 1;
}

/**
 * Reads a value, and declines if it is not sure to pass the checks of its node; returns the place after it, or 0 if it
 * is odd or not JSON.
 */
export function readValue(at: u32, node: u32, depth: u32): u32 {
  const byte = <u32>load<u8>(at);
  if (byte === 0x7b || byte === 0x5b) {
    ownSlot = 0;
    const isObject = byte === 0x7b;
    const isWanted = node === 0 || (load<u32>(node + NODE_KINDS) & (isObject ? OBJECT : ARRAY)) !== 0;
    if (!isWanted) decline();
    const inner = node === 0 || !isWanted ? 0 : load<u32>(node + (isObject ? NODE_MEMBERS : NODE_ITEMS));
    return isObject ? readObject(at, inner, depth + 1) : readArray(at, inner, depth + 1);
  }
  let after: u32;
  if (byte === 0x22) {
    const close = readString(at + 1);
    if (close === 0) return 0;
    after = close + 1;
    if (isWanted) setValueHash(stringHash(at + 1, close, isEscaped));
  } else {
    after = byte === 0x2d || byte - 0x30 < 10 ? readNumber(at) : readWord(at);
    if (isWanted && after !== 0) setValueHash(literalHash(at, after - at));
  }
  if (after !== 0 && node !== 0 && !fits(node)) {
    raise(DECLINED);
    noteMisfit(ownSlot, node, at, after);
  }
  return after;
}
