/** What an event means to its conversation, as a small number. */
export type EventKind = number;

/** A track call whose event is neither in the spec nor in a schema of the user's own. */
export const OTHER = 0;
export const STARTED = 1;
export const SENT = 2;
export const RECEIVED = 3;
export const ENDED = 4;
/** An action, media or a component. */
export const ACTIVITY = 5;
export const FEEDBACK = 6;
/** The NEAR_ kinds: the event's name is an old, foreign or mistyped one, so that it may be that event or another. */
export const NEAR_STARTED = 7;
export const NEAR_SENT = 8;
export const NEAR_RECEIVED = 9;
export const NEAR_ENDED = 10;
export const NEAR_FEEDBACK = 11;
export const NEAR_OTHER = 12;
/** An event of a schema of the user's own. */
export const OWN = 13;

/** How many kinds of events there are. */
export const KIND_COUNT = 14;

/** A record that cannot be read, or whose conversation cannot: it may be one of several kinds of events. */
export const BROKEN = 14;

/** A set of kinds: one bit for each. */
export type KindSet = number;

/** The set of the kinds given. */
export function kindSet(...kinds: readonly EventKind[]): KindSet {
  let set = 0;
  for (const kind of kinds) set |= 1 << kind;
  return set;
}

/** The set of all kinds but those given. */
export function allKindsBut(...kinds: readonly EventKind[]): KindSet {
  return ((1 << KIND_COUNT) - 1) & ~kindSet(...kinds);
}

/** Whether a set contains a kind. */
export function hasKind(set: KindSet, kind: EventKind): boolean {
  return ((set >>> kind) & 1) !== 0;
}

/** All kinds of events. */
export const ALL_KINDS: KindSet = allKindsBut();

/** The messages of the chat. */
export const MESSAGE_KINDS = kindSet(SENT, RECEIVED);

/** Events of the customer, whose `userId` is the customer's. Those of the agent may carry the agent's. */
export const CUSTOMER_KINDS = kindSet(STARTED, SENT, FEEDBACK, OTHER, NEAR_STARTED, NEAR_SENT, NEAR_FEEDBACK);

const KINDS: Readonly<Record<string, EventKind>> = {
  'Conversation Started': STARTED,
  'Message Sent': SENT,
  'Message Received': RECEIVED,
  'Conversation Ended': ENDED,
  'Action Invoked': ACTIVITY,
  'Media Generated': ACTIVITY,
  'Component Loaded': ACTIVITY,
  'Feedback Submitted': FEEDBACK,
};

const NEAR_KINDS: Readonly<Record<string, EventKind>> = {
  'Conversation Started': NEAR_STARTED,
  'Message Sent': NEAR_SENT,
  'Message Received': NEAR_RECEIVED,
  'Conversation Ended': NEAR_ENDED,
  'Feedback Submitted': NEAR_FEEDBACK,
};

function kindIn(kinds: Readonly<Record<string, EventKind>>, name: string, other: EventKind): EventKind {
  return Object.hasOwn(kinds, name) ? (kinds[name] as EventKind) : other;
}

/** The kind of an event: `event` is the spec event that it is, `nearEvent` the one that its name is near to, if any. */
export function eventKindOf(event: string | undefined, nearEvent: string | undefined): EventKind {
  if (event !== undefined) return kindIn(KINDS, event, OWN);
  return nearEvent === undefined ? OTHER : kindIn(NEAR_KINDS, nearEvent, NEAR_OTHER);
}

/** What an event under a near name may be in truth, by its kind; of other kinds, nothing. */
export function mayBeInTruth(kind: EventKind): KindSet {
  if (kind === NEAR_STARTED) return kindSet(STARTED);
  if (kind === NEAR_SENT) return kindSet(SENT);
  if (kind === NEAR_RECEIVED) return kindSet(RECEIVED);
  return kind === NEAR_ENDED ? kindSet(ENDED) : 0;
}
