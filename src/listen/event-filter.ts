import type { CheckedEvent } from './checked-event.js';

/** Which events a request asks for; a field that is left out admits every event. */
export interface EventFilter {
  /** The event’s name as it was sent, or the name of a call: `Message Sent`, `identify`. */
  readonly name?: string;
  readonly conversationId?: string;
  readonly userId?: string;
  readonly valid?: boolean;
  readonly testId?: string;
}

const NAMES = ['name', 'conversationId', 'userId', 'valid', 'testId'] as const;

/** Whether a name from `CheckedEvent`, where calls are in parentheses, is the one that is asked for. */
export function isNamed(name: string, asked: string): boolean {
  return name === asked || name === `(${asked})`;
}

/** Reads a filter from the query of a request; a text says what is wrong with it. */
export function readFilter(query: Readonly<Record<string, string>>): EventFilter | string {
  const unknown = Object.keys(query).find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) return `there is no parameter ${unknown}; use ${NAMES.join(', ')}`;
  const { valid, ...texts } = query;
  if (valid === undefined) return texts;
  if (valid !== 'true' && valid !== 'false') return 'valid is true or false';
  return { ...texts, valid: valid === 'true' };
}

/** Whether a filter admits an event. */
export function isAdmitted(event: CheckedEvent, filter: EventFilter): boolean {
  const { name, conversationId, userId, valid, testId } = filter;
  return (
    (name === undefined || isNamed(event.name, name)) &&
    (conversationId === undefined || event.conversationId === conversationId) &&
    (userId === undefined || event.event?.['userId'] === userId) &&
    (valid === undefined || event.valid === valid) &&
    (testId === undefined || event.testId === testId)
  );
}
