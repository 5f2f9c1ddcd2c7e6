import type { Explanations } from '../explanation.js';

/** Why the rules about an event's name speak up. */
export const EVENT_TEXTS: Explanations<'event'> = {
  'event/misspelled-name': {
    meaning:
      'The event is one of the spec’s in other case or with other separators: `message_sent`, `Message sent`, `messageSent`. It is checked as the event that it means, so that one run shows everything.',
    why: 'To Segment and every destination it is another event. Half of your conversations end up in a table of their own, and no dashboard on the spec’s events counts them.',
    bad: `{
  "type": "track", "event": "conversation_started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Write the name as the spec does, and better once: as a constant that all of your code shares.',
  },
  'event/similar-name': {
    meaning:
      'The event’s name is not in the spec, but one slip of the finger away from a name there, or what other tools call the same thing (`Bot Response`, `Chat Rated`).',
    why: 'If it is meant to be the spec’s event, nothing that is built on the spec sees it, and its fields are not checked.',
    bad: `{
  "type": "track", "event": "Conversation Startd", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Rename it to the spec’s event if that is what it means.',
    silence: 'If it really is an event of your own.',
  },
  'event/outdated-name': {
    meaning:
      'The event bears a name that Segment’s specs used before, such as `Tool Invoked` (until April 2024) for `Action Invoked`.',
    why: 'What is built on today’s spec does not know the old name, and the event’s fields are not checked.',
    bad: `{
  "type": "track", "event": "Tool Invoked", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "type": "order", "action": "refund"
  }
}`,
    good: `{
  "type": "track", "event": "Action Invoked", "userId": "u1",
  "properties": {
    "conversationId": "c1", "messageId": "m1",
    "type": "order", "action": "refund"
  }
}`,
    fix: 'Use the new name. Reports that span the change have to count both.',
  },
  'event/unplanned': {
    meaning:
      'With a tracking plan (`--tracking-plan`, or `trackingPlan` in the config), a track call with an event that the plan does not list. The spec’s events are no exception: a plan says which of them you mean to send.',
    why: 'Segment’s Protocols counts such an event as a violation, and blocks it where the source is set to. Names that nobody planned are also where slips and leftovers show first.',
    bad: `{
  "type": "track", "event": "Basket Emptied", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
    fix: 'Add the event to the plan, or rename it to the one that the plan has for it.',
    silence: 'While a plan is being written, and does not yet list all that is sent.',
    options: ['--tracking-plan', 'fixtures/plans/support.json'],
  },
};
