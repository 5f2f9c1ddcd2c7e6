import { ANSWER_TIMESTAMP, HARD_FACTS, IN_THE_FUTURE, PLACEHOLDER, STRING, UNSET_CLOCK } from '../layout';
import { future, noteText, raise } from './answer';
import { instantOf, mayBeLeapSecond } from './date-time';
import { isEscaped, kind, textEnd, textStart } from './tokens';

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
export function noteTimestamp(): void {
  if (kind !== STRING) return;
  noteText(ANSWER_TIMESTAMP);
  if (mayBeLeapSecond(textStart, textEnd)) raise(HARD_FACTS);
  // The rules check texts that are not date-times, where no schema forbids them.
  const instant = isEscaped ? NaN : instantOf(textStart, textEnd);
  if (!(instant < future)) raise(IN_THE_FUTURE);
  if (!(instant >= YEAR_2000)) raise(UNSET_CLOCK);
}
