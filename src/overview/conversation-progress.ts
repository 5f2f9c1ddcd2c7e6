import { normalName } from '../text/normal-name.js';

/** How many steps of a conversation wait for events that happened before them: clients send in batches of their own. */
const MAX_RECENT = 8;

/** The stages of a conversation, each with the event that reaches it. */
const STAGES = ['started', 'sent', 'received', 'feedback', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

const STAGE_OF: ReadonlyMap<string, Stage> = new Map([
  ['conversationstarted', 'started'],
  ['messagesent', 'sent'],
  ['messagereceived', 'received'],
  ['feedbacksubmitted', 'feedback'],
  ['conversationended', 'ended'],
]);

/** The stage that an event reaches by its name, in whatever case and with whatever separators it is written; undefined for others. */
export function stageOf(name: string): Stage | undefined {
  return STAGE_OF.get(normalName(name));
}

/** An event that counts for how far a conversation is. Times are milliseconds since 1970. */
export interface Step {
  readonly stage: Stage;
  /** When it happened, and when it arrived. */
  readonly at: number;
  readonly arrivedAt: number;
  /** "" if it names none. */
  readonly messageId: string;
  readonly release: string;
}

/** A reply: how long it took, when it arrived, and its release. */
export interface Reply {
  readonly ms: number;
  readonly arrivedAt: number;
  readonly release: string;
}

/** How far a conversation is, as plain JSON. */
export interface Progress {
  /** The stages that it has reached. */
  stages: Stage[];
  /** Whether it began, and has not ended after that. */
  isOpen: boolean;
  /** When the message was sent that waits for its reply; null if none does. */
  sentAt: number | null;
  turns: number;
  /** The last steps in the order of time, which are not yet counted above. */
  recent: Step[];
}

/** A conversation before its first event. */
export function noProgress(): Progress {
  return { stages: [], isOpen: false, sentAt: null, turns: 0, recent: [] };
}

/** Counts a step. Returns the reply that it is, if it is one. */
function count(progress: Progress, { stage, at, arrivedAt, release }: Step): Reply | undefined {
  if (!progress.stages.includes(stage)) progress.stages.push(stage);
  if (stage === 'started') progress.isOpen = true;
  if (stage === 'ended') progress.isOpen = false;
  if (stage === 'sent') progress.sentAt = at;
  if (stage !== 'received' || progress.sentAt === null) return undefined;
  const ms = Math.max(0, Math.round(at - progress.sentAt));
  progress.sentAt = null;
  progress.turns++;
  return { ms, arrivedAt, release };
}

/** Whether a message came before: some clients send a batch again whose answer was lost. */
function isRepeated({ recent }: Progress, { stage, messageId }: Step): boolean {
  return messageId !== '' && recent.some((other) => other.messageId === messageId && other.stage === stage);
}

/**
 * Adds a step, in the place that its time gives it among the last ones. Returns the reply that is final with it, if one is.
 */
export function addStep(progress: Progress, step: Step): Reply | undefined {
  if (isRepeated(progress, step)) return undefined;
  const { recent, stages } = progress;
  if (step.stage === 'feedback') {
    if (!stages.includes('feedback')) stages.push('feedback');
    return undefined;
  }
  const place = recent.findLastIndex(({ at }) => at <= step.at) + 1;
  recent.splice(place, 0, step);
  const oldest = recent.length > MAX_RECENT ? recent.shift() : undefined;
  return oldest && count(progress, oldest);
}

/** How far a conversation is with its last steps, and the replies among them. */
export function progressSoFar(progress: Progress): { readonly progress: Progress; readonly replies: readonly Reply[] } {
  const whole = { ...progress, stages: [...progress.stages], recent: [] };
  const replies = progress.recent.flatMap((step) => count(whole, step) ?? []);
  return { progress: whole, replies };
}
