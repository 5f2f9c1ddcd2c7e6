// What is known so far of the record that is scanned.
import {
  ANSWER_CONVERSATION_ID,
  ANSWER_EVENT,
  ANSWER_MESSAGE_COUNT,
  ANSWER_TOP_MESSAGE_ID,
  DECLINED,
  HARD_FACTS,
  ODD_TEXT,
} from '../layout';
import { isEscaped, textEnd, textStart } from './tokens';

export let mask: u32 = 0;
/** Where the answer is written. */
export let answer: u32 = 0;
/** The members of `properties`, and whether it is an object. */
export let seenInProperties: u64 = 0;
export let hasProperties: bool = false;
/** Whether some fact is written with escapes. */
export let hasEscapedId: bool = false;
/** Fields that some key may mean, as bits: of the record, of its `properties`. */
export let meansTop: u64 = 0;
export let meansProperties: u64 = 0;
/** From where to where `properties` stand, if they are an object. */
export let propertiesStart: u32 = 0;
export let propertiesEnd: u32 = 0;
/** Whether more decides on the findings than `faults.ts` knows. */
export let isUnclear: bool = false;
/** Timestamps from here on are in the future, in seconds since 1970. */
export let future: f64 = 0;

export function begin(at: u32): void {
  mask = 0;
  answer = at;
  seenInProperties = 0;
  hasProperties = false;
  hasEscapedId = false;
  meansTop = 0;
  meansProperties = 0;
  propertiesStart = 0;
  propertiesEnd = 0;
  isUnclear = false;
  for (let fact = ANSWER_CONVERSATION_ID; fact < ANSWER_MESSAGE_COUNT; fact += 4) store<u32>(at + fact, 0);
  store<u32>(at + ANSWER_EVENT + 4, 0);
  store<u32>(at + ANSWER_TOP_MESSAGE_ID + 4, 0);
  store<i32>(at + ANSWER_MESSAGE_COUNT, -1);
}

export function raise(bits: u32): void {
  mask |= bits;
}

/** Notes that the record needs the full check. The text is read on, to see whether it is odd. */
export function decline(): void {
  mask |= DECLINED;
  isUnclear = true;
}

/** Notes that values decide on what the full check would find. */
export function setUnclear(): void {
  isUnclear = true;
}

/** Notes that the text itself may be odd, too. */
export function declineText(): void {
  mask |= DECLINED | ODD_TEXT;
  isUnclear = true;
}

export function setFuture(seconds: f64): void {
  future = seconds;
}

export function setProperties(seen: u64, start: u32, end: u32): void {
  hasProperties = true;
  seenInProperties = seen;
  propertiesStart = start;
  propertiesEnd = end;
}

export function means(top: u64, properties: u64): void {
  meansTop |= top;
  meansProperties |= properties;
}

/** Notes the place of the last string as a fact, if it is not empty. */
export function noteText(fact: u32): void {
  if (textEnd === textStart) return;
  if (isEscaped) {
    hasEscapedId = true;
    raise(HARD_FACTS);
  }
  store<u32>(answer + fact, textStart);
  store<u32>(answer + fact + 4, textEnd - textStart);
}
