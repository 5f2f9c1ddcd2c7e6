import {
  ANSWER_CONVERSATION_ID,
  ANSWER_COUNT_PLACE,
  ANSWER_MESSAGE_COUNT,
  ANSWER_MESSAGE_ID,
  ANSWER_TIMESTAMP,
  ANSWER_TOP_MESSAGE_ID,
  ANSWER_USER_ID,
  DELIVERY_DISABLED,
  FALSE,
  FRACTION,
  HARD_FACTS,
  IN_THE_FUTURE,
  INTEGER,
  PLACEHOLDER,
  ROLE_CONVERSATION_ID,
  ROLE_DELIVERY,
  ROLE_ID,
  ROLE_MESSAGE_COUNT,
  ROLE_MESSAGE_ID,
  ROLE_STAMP,
  ROLE_TIMESTAMP,
  ROLE_TOP_MESSAGE_ID,
  ROLE_TRAITS,
  ROLE_USER_ID,
  STRING,
  UNSET_CLOCK,
} from '../layout';
import { answer, future, noteText, raise, setUnclear } from './answer';
import { instantOf, mayBeLeapSecond } from './date-time';
import { isEscaped, kind, textEnd, textStart, whole } from './tokens';

/**
 * Whether the string that was read last may be the text of a missing value: `undefined`, `null`, `NaN`, `None`,
 * `[object Object]`.
 */
function mayBePlaceholder(): bool {
  const length = textEnd - textStart;
  if (length < 3) return false;
  // White space around it is left to the rule, and so are escapes.
  if (isEscaped || load<u8>(textStart) <= 0x20 || load<u8>(textEnd - 1) <= 0x20) return true;
  // The first two bytes, the first one in the low half.
  const begin = <u32>load<u16>(textStart);
  if (length === 3) return begin === 0x614e;
  if (length === 4) return begin === 0x756e || begin === 0x6f4e;
  if (length === 9) return begin === 0x6e75;
  return length === 15 && begin === 0x6f5b;
}

/** Notes an id; `slot`: where in the answer, 0 if conversations do not ask for it. */
export function noteId(slot: u32): void {
  if (kind !== STRING) return;
  if (slot !== 0) noteText(slot);
  if (mayBePlaceholder()) raise(PLACEHOLDER);
}

/** The seconds from 1970 to 2000; see `src/rules/time/unset-clock.ts`. */
const YEAR_2000: f64 = 946684800;

/** Notes the timestamp of the record. */
function noteTimestamp(): void {
  if (kind !== STRING) return;
  noteText(ANSWER_TIMESTAMP);
  if (mayBeLeapSecond(textStart, textEnd)) raise(HARD_FACTS);
  // The rules check texts that are not date-times, where no schema forbids them.
  const instant = isEscaped ? NaN : instantOf(textStart, textEnd);
  if (!(instant < future)) raise(IN_THE_FUTURE);
  if (!(instant >= YEAR_2000)) raise(UNSET_CLOCK);
}

/** The role of a member of the record whose key is not known otherwise. */
export function roleOfKey(key: u32, length: u32): u32 {
  const begin = load<u32>(key);
  if (length === 6) {
    if (begin === 0x69617274 && load<u16>(key + 4) === 0x7374) return ROLE_TRAITS;
    return begin === 0x746e6573 && load<u16>(key + 4) === 0x7441 ? ROLE_STAMP : 0;
  }
  if (length === 10)
    return begin === 0x65636572 && load<u32>(key + 4) === 0x64657669 && load<u16>(key + 8) === 0x7441 ? ROLE_STAMP : 0;
  if (length !== 17 || load<u64>(key) !== 0x6c616e696769726f) return 0;
  return load<u64>(key + 8) === 0x6d617473656d6954 && load<u8>(key + 16) === 0x70 ? ROLE_STAMP : 0;
}

/** Notes the facts of members with a role, and raises the bits of rules about them. */
export function note(role: u32, at: u32, after: u32): void {
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
  } else if (role === ROLE_DELIVERY) {
    if ((kind & ~(FALSE | INTEGER | FRACTION | STRING)) === 0) raise(DELIVERY_DISABLED);
  } else if (role === ROLE_TRAITS) setUnclear(); // An id that is missing may be among the traits.
}
