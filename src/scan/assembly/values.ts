import {
  ARRAY,
  CHECK_BIT,
  CHECK_NODE,
  CHECK_SIZE,
  DECLINED,
  IS_OTHER,
  IS_PROPERTIES,
  KEY_END_LENGTH,
  MEMBERS_FIRST,
  MEMBERS_FLAGS,
  MEMBERS_NEAR,
  MEMBERS_OTHERS,
  NO_OTHERS,
  NODE_ITEMS,
  NODE_KINDS,
  NODE_MEMBERS,
  OBJECT,
  ROLE_STAMP,
  SLOT_BIT,
  SLOT_CHECK_COUNT,
  SLOT_CHECKS,
  SLOT_FLAGS,
  SLOT_HASH,
  SLOT_LENGTH,
  SLOT_MEANS_PROPERTIES,
  SLOT_MEANS_TOP,
  SLOT_NEXT,
  SLOT_NODE,
  SLOT_ROLE,
} from '../layout';
import { decline, means, raise, setProperties, setUnclear } from './answer';
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
import { note, roleOfKey } from './notes';
import { fits } from './scalars';
import { isEscaped, kind, readNumber, readString, readWord, setKind, skipSpace } from './tokens';

/** Deeper records need the full check. */
const MAX_DEPTH: u32 = 100;
const COMMA_AND_QUOTE: u32 = 0x222c;

/** The bits of the branches that members of the object fail which is being read. */
export let failedBranches: u32 = 0;
/** The members of the object that was read last, of those that its schema names. */
export let seenMembers: u64 = 0;

export function forgetBranches(): void {
  failedBranches = 0;
}

/** Does what few members need, see `SLOT_FLAGS`. */
function checkFurther(slot: u32, own: u32, at: u32, after: u32): void {
  if (kind === OBJECT && (load<u32>(slot + SLOT_FLAGS) & IS_OTHER) !== 0) setUnclear();
  means(load<u64>(slot + SLOT_MEANS_TOP), load<u64>(slot + SLOT_MEANS_PROPERTIES));
  let check = load<u32>(slot + SLOT_CHECKS);
  for (let left = load<u32>(slot + SLOT_CHECK_COUNT); left > 0; left--) {
    const node = load<u32>(check + CHECK_NODE);
    if (!fits(node)) {
      failedBranches |= load<u32>(check + CHECK_BIT);
      noteMisfit(own, node, at, after);
    }
    check += CHECK_SIZE;
  }
}

/**
 * Reads the value of a member whose slot is known; returns the place after it, or 0 if the text is odd.
 * @param isOwn whether it is a member of the record or of its `properties`
 */
export function readNamed(at: u32, slot: u32, isOwn: bool, depth: u32): u32 {
  const own = isOwn ? slot : 0;
  const after = readValue(at, load<u32>(slot + SLOT_NODE), own, depth);
  if (after === 0) return 0;
  if (load<u32>(slot + SLOT_FLAGS) !== 0) checkFurther(slot, own, at, after);
  const role = load<u32>(slot + SLOT_ROLE);
  if (role !== 0) note(role, at, after);
  return after;
}

/** Reads the value of a member that its object's schema does not name. */
export function readUnnamed(at: u32, members: u32, start: u32, length: u32, depth: u32): u32 {
  if (depth === 1) note(roleOfKey(start, length), at, at);
  if (members === 0) return readValue(at, 0, 0, depth);
  if ((load<u32>(members + MEMBERS_FLAGS) & NO_OTHERS) !== 0) {
    decline();
    return readValue(at, 0, 0, depth);
  }
  checkUnnamed(members, start, length);
  const after = readValue(at, load<u32>(members + MEMBERS_OTHERS), 0, depth);
  // An object may hold the value of a field that is missing.
  if (kind === OBJECT && load<u32>(members + MEMBERS_NEAR) !== 0) setUnclear();
  return after;
}

/** The place of the value behind a key that ends at `close`; 0 if there is no colon. */
export function valueStart(close: u32): u32 {
  const colon = skipSpace(close + 1);
  return load<u8>(colon) === 0x3a ? skipSpace(colon + 1) : 0;
}

/** The place behind the opening quote of the key after a comma; 0 if there is none. */
export function nextKey(comma: u32): u32 {
  if (load<u16>(comma) === COMMA_AND_QUOTE) return comma + 2;
  if (load<u8>(comma) !== 0x2c) return 0;
  const quote = skipSpace(comma + 1);
  return load<u8>(quote) === 0x22 ? quote + 1 : 0;
}

/**
 * Reads members up to the end of their object; returns the place of its brace, or 0 if the text is odd. The records of a
 * log have their keys in one order, so that the key that was here the last time is tried first.
 * @param first the place behind the opening quote of the first key
 * @param keys those of the object, see `keys.ts`
 * @param bloom @param seen @param contents what is known of the members before
 */
export function readMembers(
  first: u32,
  members: u32,
  depth: u32,
  keys: u32,
  bloom: u64,
  seen: u64,
  contents: u64,
): u32 {
  const isOwn = depth === 1 || (members !== 0 && (load<u32>(members + MEMBERS_FLAGS) & IS_PROPERTIES) !== 0);
  /** Where the slot of the expected key is kept. */
  let next = members + MEMBERS_FIRST;
  let key = first;
  while (true) {
    let slot = members === 0 ? 0 : load<u32>(next);
    let at: u32;
    let role: u32 = 0;
    let hash: u64 = 0;
    if (slot !== 0 && isKeyOf(slot, key)) at = skipSpace(key + load<u32>(slot + SLOT_LENGTH) + KEY_END_LENGTH);
    else {
      const close = readString(key);
      if (close === 0 || isEscaped) return 0;
      at = valueStart(close);
      if (at === 0) return 0;
      const length = close - key;
      hash = hashOf(key, length);
      slot = members === 0 ? 0 : memberSlot(members, hash, key, length);
      if (slot === 0) {
        if (!isNewKey(keys, bloom, hash)) return 0;
        bloom |= (<u64>1) << (hash & 63);
        if (isWanted && depth === 1) role = roleOfKey(key, length);
        at = readUnnamed(at, members, key, length, depth);
      } else store<u32>(next, slot); // Expected keys have no escapes: no quote and no backslash.
    }
    if (slot !== 0) {
      const bit = load<u64>(slot + SLOT_BIT);
      if ((seen & bit) !== 0) return 0;
      seen |= bit;
      next = slot + SLOT_NEXT;
      at = readNamed(at, slot, isOwn, depth);
      if (isWanted) {
        hash = load<u64>(slot + SLOT_HASH);
        role = load<u32>(slot + SLOT_ROLE);
      }
    }
    if (at === 0) return 0;
    if (isWanted && role !== ROLE_STAMP) contents = withMember(contents, hash, valueHash);
    at = skipSpace(at);
    if (load<u8>(at) === 0x7d) {
      seenMembers = seen;
      setValueHash(contents);
      return at;
    }
    key = nextKey(at);
    if (key === 0) return 0;
  }
}

function readObject(start: u32, members: u32, depth: u32): u32 {
  if (depth > MAX_DEPTH) return 0;
  const keys = openKeys();
  const failedOutside = failedBranches;
  failedBranches = 0;
  seenMembers = 0;
  setValueHash(EMPTY_OBJECT);
  let at = skipSpace(start + 1);
  if (load<u8>(at) !== 0x7d) {
    if (load<u8>(at) !== 0x22) return 0;
    at = readMembers(at + 1, members, depth, keys, 0, 0, EMPTY_OBJECT);
    if (at === 0) return 0;
  }
  closeKeys(keys);
  if (members !== 0) {
    const isProperties = (load<u32>(members + MEMBERS_FLAGS) & IS_PROPERTIES) !== 0;
    if (isProperties) setProperties(seenMembers, start, at + 1);
    if (!isComplete(members, seenMembers, failedBranches)) {
      if (isProperties) raise(DECLINED);
      else decline();
    }
  }
  failedBranches = failedOutside;
  setKind(OBJECT);
  return at + 1;
}

function readArray(start: u32, items: u32, depth: u32): u32 {
  if (depth > MAX_DEPTH) return 0;
  let contents: u64 = EMPTY_ARRAY;
  let at = skipSpace(start + 1);
  if (load<u8>(at) !== 0x5d) {
    while (true) {
      at = readValue(at, items, 0, depth);
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

/** Reads an object or an array, see `readValue`. */
function readContainer(at: u32, node: u32, depth: u32): u32 {
  const isObject = load<u8>(at) === 0x7b;
  const isAllowed = node === 0 || (load<u32>(node + NODE_KINDS) & (isObject ? OBJECT : ARRAY)) !== 0;
  if (!isAllowed) decline();
  const inner = node === 0 || !isAllowed ? 0 : load<u32>(node + (isObject ? NODE_MEMBERS : NODE_ITEMS));
  return isObject ? readObject(at, inner, depth + 1) : readArray(at, inner, depth + 1);
}

/**
 * Reads a value, and declines if it is not sure to pass the checks of its node; returns the place after it, or 0 if it
 * is odd or not JSON.
 * @param own the slot of the member of the record or of its `properties` whose value it is; 0 for any other value
 */
export function readValue(at: u32, node: u32, own: u32, depth: u32): u32 {
  const byte = <u32>load<u8>(at);
  let after: u32;
  if (byte === 0x22) {
    const close = readString(at + 1);
    if (close === 0) return 0;
    after = close + 1;
    if (isWanted) setValueHash(stringHash());
  } else {
    if (byte === 0x7b || byte === 0x5b) return readContainer(at, node, depth);
    after = byte === 0x2d || byte - 0x30 < 10 ? readNumber(at) : readWord(at);
    if (after === 0) return 0;
    if (isWanted) setValueHash(literalHash(at, after - at));
  }
  if (node !== 0 && !fits(node)) {
    raise(DECLINED);
    noteMisfit(own, node, at, after);
  }
  return after;
}
