/** What an event is to the story of its conversation. */
export type EventKind = number;

/** An ordinary track call. */
export const OTHER = 0;
export const STARTED = 1;
export const SENT = 2;
export const RECEIVED = 3;
export const ENDED = 4;
/** An action, media or a component. */
export const PART_OF_TALK = 5;
export const FEEDBACK = 6;
/** Its name is an old, foreign or mistyped one of such an event: it may be that, and may not. */
export const NEAR_START = 7;
export const NEAR_MESSAGE = 8;
export const NEAR_END = 9;
export const NEAR_OTHER = 10;
/** An event of the user’s own schemas. */
export const OWN = 11;

const KINDS: Readonly<Record<string, EventKind>> = {
  'Conversation Started': STARTED,
  'Message Sent': SENT,
  'Message Received': RECEIVED,
  'Conversation Ended': ENDED,
  'Action Invoked': PART_OF_TALK,
  'Media Generated': PART_OF_TALK,
  'Component Loaded': PART_OF_TALK,
  'Feedback Submitted': FEEDBACK,
};

const NEAR_KINDS: Readonly<Record<string, EventKind>> = {
  'Conversation Started': NEAR_START,
  'Message Sent': NEAR_MESSAGE,
  'Message Received': NEAR_MESSAGE,
  'Conversation Ended': NEAR_END,
};

function kindIn(kinds: Readonly<Record<string, EventKind>>, name: string, other: EventKind): EventKind {
  return Object.hasOwn(kinds, name) ? (kinds[name] as EventKind) : other;
}

/** What an event is: the spec event that it is, or that its name is near to, if any. */
export function eventKindOf(event: string | undefined, nearEvent: string | undefined): EventKind {
  if (event !== undefined) return kindIn(KINDS, event, OWN);
  return nearEvent === undefined ? OTHER : kindIn(NEAR_KINDS, nearEvent, NEAR_OTHER);
}

/** Whether an event that is surely of its kind is one of the customer’s; those of the agent may carry the agent’s userId. */
export function isOfCustomer(kind: EventKind): boolean {
  return kind === STARTED || kind === SENT || kind === FEEDBACK || kind === OTHER;
}

/** Whether an event is a message of the chat. */
export function isMessage(event: string | undefined): boolean {
  return event === 'Message Sent' || event === 'Message Received';
}
