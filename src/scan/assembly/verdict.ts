// What is known so far of the record that is looked at.
import { ANSWER_CONVERSATION_ID, ANSWER_MESSAGE_COUNT, DECLINED, HARD_FACTS, ODD_TEXT } from '../layout';
import { isEscaped, textEnd, textStart } from './tokens';

export let mask: u32 = 0;
/** Where the answer is written. */
export let answer: u32 = 0;
/** The members of `properties` that were seen, and whether that was an object. */
export let seenInProperties: u64 = 0;
export let hasProperties: bool = false;
/** Fields that are lacking if these bits are: of the record, of its `properties`. */
export let meansTop: u64 = 0;
export let meansProperties: u64 = 0;
/** From when on a timestamp lies in the future, in seconds since 1970. */
export let future: f64 = 0;

export function begin(at: u32): void {
  mask = 0;
  answer = at;
  seenInProperties = 0;
  hasProperties = false;
  meansTop = 0;
  meansProperties = 0;
  for (let fact = ANSWER_CONVERSATION_ID; fact < ANSWER_MESSAGE_COUNT; fact += 4) store<u32>(at + fact, 0);
  store<i32>(at + ANSWER_MESSAGE_COUNT, -1);
}

export function raise(bits: u32): void {
  mask |= bits;
}

/** Says that the slow path has to decide; the text is read on, for what that tells of it. */
export function decline(): void {
  mask |= DECLINED;
}

/** Says that nothing is known of the text itself either. */
export function declineText(): void {
  mask |= DECLINED | ODD_TEXT;
}

export function setFuture(seconds: f64): void {
  future = seconds;
}

export function setProperties(seen: u64): void {
  hasProperties = true;
  seenInProperties = seen;
}

export function means(top: u64, properties: u64): void {
  meansTop |= top;
  meansProperties |= properties;
}

/** Notes the place of the string that was read last as a fact, if it is not empty. */
export function noteText(fact: u32): void {
  if (textEnd === textStart) return;
  if (isEscaped) raise(HARD_FACTS);
  store<u32>(answer + fact, textStart);
  store<u32>(answer + fact + 4, textEnd - textStart);
}
