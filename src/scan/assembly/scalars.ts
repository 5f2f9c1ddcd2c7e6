import {
  FRACTION,
  HAS_ENUM,
  HAS_LENGTH,
  HAS_RANGE,
  INTEGER,
  IS_DATE_TIME,
  NODE_FLAGS,
  NODE_KINDS,
  NODE_MAX_LENGTH,
  NODE_MAXIMUM,
  NODE_MIN_LENGTH,
  NODE_MINIMUM,
  NODE_NUMBER_COUNT,
  NODE_NUMBERS,
  NODE_STRING_COUNT,
  NODE_STRINGS,
  STRING,
} from '../layout';
import { isSame } from './bytes';
import { instantOf } from './date-time';
import { isEscaped, kind, textEnd, textStart, whole } from './tokens';

/** How many characters a text has; if it has escapes, a lower bound. */
function characters(): u32 {
  let count: u32 = 0;
  for (let at = textStart; at < textEnd; at++) count += u32((load<u8>(at) & 0xc0) !== 0x80);
  return count;
}

function fitsLength(node: u32): bool {
  const bytes = textEnd - textStart;
  const least = load<u32>(node + NODE_MIN_LENGTH);
  const most = load<u32>(node + NODE_MAX_LENGTH);
  if (least > 0 && bytes === 0) return false;
  if (least > 1 && (isEscaped || characters() < least)) return false;
  return bytes <= most || characters() <= most;
}

/** Whether the string is one of those that are allowed. A string with escapes never is, to be safe. */
function isAllowedText(node: u32): bool {
  if (isEscaped) return false;
  const length = textEnd - textStart;
  let at = load<u32>(node + NODE_STRINGS);
  for (let left = load<u32>(node + NODE_STRING_COUNT); left > 0; left--) {
    if (load<u32>(at + 4) === length && isSame(load<u32>(at), textStart, length)) return true;
    at += 8;
  }
  return false;
}

function isAllowedNumber(node: u32): bool {
  let at = load<u32>(node + NODE_NUMBERS);
  for (let left = load<u32>(node + NODE_NUMBER_COUNT); left > 0; left--) {
    if (load<f64>(at) === whole) return true;
    at += 8;
  }
  return false;
}

/** Whether it is a time. NaN, which is none, is not below anything. */
function isInstant(seconds: f64): bool {
  return seconds <= Infinity;
}

/** Whether the last scalar is sure to pass the checks of a node. */
export function fits(node: u32): bool {
  if ((load<u32>(node + NODE_KINDS) & kind) === 0) return false;
  const flags = load<u32>(node + NODE_FLAGS);
  if (flags === 0) return true;
  if (kind === STRING) {
    if ((flags & HAS_LENGTH) !== 0 && !fitsLength(node)) return false;
    if ((flags & HAS_ENUM) !== 0 && !isAllowedText(node)) return false;
    return (flags & IS_DATE_TIME) === 0 || (!isEscaped && isInstant(instantOf(textStart, textEnd)));
  }
  if (kind !== INTEGER && kind !== FRACTION) return true;
  if ((flags & HAS_ENUM) !== 0 && (kind === FRACTION || !isAllowedNumber(node))) return false;
  if ((flags & HAS_RANGE) === 0) return true;
  const width: f64 = kind === FRACTION ? 1 : 0;
  return whole - width >= load<f64>(node + NODE_MINIMUM) && whole + width <= load<f64>(node + NODE_MAXIMUM);
}
