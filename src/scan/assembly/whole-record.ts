import {
  ANSWER_CONVERSATION_ID,
  ANSWER_MESSAGE_ID,
  ANSWER_TOP_MESSAGE_ID,
  CHAT_ID_AS_MESSAGE_ID,
  EVENT_TOO_LARGE,
  FEEDBACK_MISSING_MESSAGE_ID,
  IS_FEEDBACK,
  IS_IDENTIFY,
  IS_STANDARD_TRACK,
  MISSING_CONVERSATION_ID,
  MISSING_MESSAGE_ID,
  NEAR_MISS,
  PROPERTIES_ON_IDENTIFY,
  SCHEMA_CONVERSATION_ID,
  SCHEMA_FLAGS,
  SCHEMA_MESSAGE_ID,
} from '../layout';
import { answer, hasEscapedId, hasProperties, meansProperties, meansTop, raise, seenInProperties } from './answer';
import { isSame } from './bytes';
import { exponents } from './tokens';

/** Segment's limit for an event, less what its SDK adds, in bytes. */
const MAX_EVENT_BYTES: u32 = 32 * 1024 - 300;
/** A number with an exponent may become longer than it was written: 1e20 has 21 digits. */
const MAX_NUMBER_BYTES: u32 = 26;

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

/** Raises the bits of rules about a whole record. @param seen its members */
export function checkWhole(schema: u32, seen: u64, bytes: u32): void {
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
