import type { Explanations } from '../explanation.js';

/** Why the rules about which call a record is, and whose, speak up. */
export const CALL_TEXTS: Explanations<'call'> = {
  'call/missing-identity': {
    meaning: 'Neither `userId` nor `anonymousId` is a non-empty string at the top level of the record.',
    why: 'Segment refuses a call that belongs to nobody.',
    bad: `{
  "type": "track", "event": "Conversation Started",
  "properties": { "conversationId": "c1", "session": "s1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "anonymousId": "s1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Add `userId` for a user you know, or `anonymousId` (any lasting random id) for one you do not. Both are strings and stand beside `type`, not in `properties`.',
  },
  'call/unknown-type': {
    meaning:
      '`type` is none of Segment’s six calls (track, identify, page, screen, group, alias), or the record has neither a `type` nor an `event`. Nothing more is said of such a record, since nobody knows what it should be.',
    why: 'Segment has no endpoint for it and drops it.',
    bad: `{
  "type": "event", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Write `"type": "track"` for events. The type of an action, a medium or a component belongs into `properties`.',
  },
  'call/action-as-type': {
    meaning: 'The call is named in `action`, as the examples of the spec’s page have it, and there is no `type`.',
    why: 'Segment itself reads `type`. Its libraries set it for you, but a record that is sent as it stands, such as a line of a batch, is refused.',
    bad: `{
  "action": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Rename `action` to `type`.',
    silence: 'If your logs follow the spec’s page on purpose: `send` puts the right `type` in.',
  },
  'call/missing-type': {
    meaning:
      'The record has an `event` and no `type`, as the arguments of `analytics.track({...})` do. It is taken for a track call.',
    why: 'It is a guess, though a good one; in a batch, Segment would refuse the record.',
    bad: `{
  "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Add `"type": "track"`.',
    silence: 'If your logs hold the arguments of `analytics.track` and nothing else.',
  },
  'call/properties-on-identify': {
    meaning: 'An identify call has `properties`. What is known of a user stands in `traits`.',
    why: 'Segment ignores `properties` there: none of it reaches the user’s profile, and nothing says so.',
    bad: `{
  "type": "identify", "userId": "u1",
  "properties": { "plan": "pro" }
}`,
    good: `{
  "type": "identify", "userId": "u1",
  "traits": { "plan": "pro" }
}`,
    fix: 'Rename `properties` to `traits`, or move what it holds there.',
  },
};
