import type { NamedRule } from './finding.js';
import type { Level } from './problem.js';

/** What the catalog knows of a rule. */
export interface RuleEntry {
  /** What the rule is set to unless someone says otherwise. */
  readonly level: Level;
  /** The fault in a few words, as a heading or a table row shows it. */
  readonly summary: string;
}

/** Every rule with wording of its own, in the order in which people are shown them. */
export const CATALOG: Readonly<Record<NamedRule, RuleEntry>> = {
  'json/invalid-syntax': { level: 'error', summary: 'the text of the record is not JSON' },
  'json/invalid-utf8': { level: 'error', summary: 'the record holds bytes that are not UTF-8' },
  'json/not-an-object': { level: 'error', summary: 'the record is JSON, but no object' },
  'json/record-too-large': { level: 'error', summary: 'the record is longer than --max-record-size' },
  'json/too-deep': { level: 'error', summary: 'the record is nested more than 1,000 levels deep' },
  'json/duplicate-key': { level: 'warning', summary: 'an object holds one key twice; the last one counts' },
  'json/unsafe-number': { level: 'warning', summary: 'a number is too large to be kept exactly' },
  'json/lone-surrogate': { level: 'warning', summary: 'an escape stands for half a character' },
  'call/missing-identity': { level: 'error', summary: 'neither userId nor anonymousId says whose call it is' },
  'call/unknown-type': { level: 'error', summary: 'the record is none of Segment’s six calls' },
  'call/action-as-type': { level: 'warning', summary: 'the call is named in action instead of type' },
  'call/missing-type': { level: 'warning', summary: 'no type; the record is taken for a track call' },
  'call/properties-on-identify': { level: 'warning', summary: 'an identify call with properties instead of traits' },
  'event/misspelled-name': { level: 'error', summary: 'a known event in other case or with other separators' },
  'event/similar-name': { level: 'warning', summary: 'an event name that is nearly a known one' },
  'event/outdated-name': { level: 'warning', summary: 'a name that the spec no longer uses' },
  'event/unplanned': { level: 'warning', summary: 'an event that the tracking plan does not list' },
  'property/misplaced': { level: 'warning', summary: 'an optional field in the wrong object' },
  'property/misspelled-name': { level: 'warning', summary: 'an optional field under a wrong name' },
  'track/missing-conversation-id': { level: 'warning', summary: 'an ordinary track call without a conversationId' },
  'track/missing-message-id': { level: 'off', summary: 'an ordinary track call without a messageId' },
  'feedback/missing-message-id': { level: 'warning', summary: 'feedback that does not say which message it rates' },
  'segment/event-too-large': { level: 'error', summary: 'the event is over Segment’s 32 KB' },
  'segment/delivery-disabled': { level: 'warning', summary: 'integrations switches the delivery to Segment off' },
  'time/in-the-future': { level: 'warning', summary: 'the timestamp lies more than 24 hours ahead' },
  'conversation/missing-start': { level: 'warning', summary: 'a conversation begins without Conversation Started' },
  'conversation/duplicate-start': { level: 'warning', summary: 'a conversation starts again without having ended' },
  'conversation/never-ended': { level: 'off', summary: 'a conversation has no Conversation Ended' },
  'conversation/after-end': { level: 'warning', summary: 'a conversation goes on after Conversation Ended' },
  'conversation/duplicate-message-id': { level: 'warning', summary: 'two messages of a conversation share an id' },
  'conversation/unknown-message': {
    level: 'warning',
    summary: 'feedback on a message that the conversation has not had',
  },
  'conversation/wrong-message-count': { level: 'warning', summary: 'message_count is not the number of messages' },
  'conversation/out-of-order': { level: 'off', summary: 'a timestamp earlier than one before it in the conversation' },
  'conversation/mixed-users': { level: 'warning', summary: 'a conversation with more than one userId' },
};

/** The level of a rule by default; every `schema/*` rule is an error. */
export function defaultLevel(rule: string): Level {
  return Object.hasOwn(CATALOG, rule) ? CATALOG[rule as NamedRule].level : 'error';
}
