import type { RecordRule } from '../rules/record-rules.js';
import { RECORD_RULES } from '../rules/record-rules.js';
import * as at from './layout.js';

/** Whether a rule is switched on. */
export type IsOn = (rule: string) => boolean;

/** The bit of each rule beyond the schemas. A misspelled event is never accepted, whatever its rule is set to. */
const BITS: Readonly<Record<string, number>> = {
  'call/action-as-type': at.ACTION_AS_TYPE,
  'call/missing-type': at.MISSING_TYPE,
  'call/properties-on-identify': at.PROPERTIES_ON_IDENTIFY,
  'event/misspelled-name': at.DECLINED,
  'event/similar-name': at.SIMILAR_NAME,
  'event/outdated-name': at.OUTDATED_NAME,
  'event/unplanned': at.UNPLANNED,
  'property/misplaced': at.NEAR_MISS,
  'property/misspelled-name': at.NEAR_MISS,
  'value/placeholder': at.PLACEHOLDER,
  'track/missing-conversation-id': at.MISSING_CONVERSATION_ID,
  'track/missing-message-id': at.MISSING_MESSAGE_ID,
  'feedback/missing-message-id': at.FEEDBACK_MISSING_MESSAGE_ID,
  'segment/event-too-large': at.EVENT_TOO_LARGE,
  'segment/delivery-disabled': at.DELIVERY_DISABLED,
  'segment/chat-id-as-message-id': at.CHAT_ID_AS_MESSAGE_ID,
  'time/in-the-future': at.IN_THE_FUTURE,
  'time/unset-clock': at.UNSET_CLOCK,
};

/** Whether the scanner can rule out that a rule has findings. */
export function hasBit(rule: string): boolean {
  return Object.hasOwn(BITS, rule);
}

/** The bits of all rules that are on. The bit for what concerns a record's text and schema is always among them. */
export function enabledBits(isOn: IsOn): number {
  let bits = at.DECLINED;
  for (const [rule, bit] of Object.entries(BITS)) if (isOn(rule)) bits |= bit;
  return bits;
}

/** The rules that are on and that the scanner has no bit for: it accepts no record that one of them concerns. */
export function rulesWithoutBit(isOn: IsOn): readonly RecordRule[] {
  return RECORD_RULES.filter(({ id }) => isOn(id) && !hasBit(id));
}
