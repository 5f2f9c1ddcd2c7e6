import type { Problem } from '../problem/problem.js';
import { conversationIdOf } from '../record/conversation-id.js';
import { isObject } from '../record/record.js';
import { timeOf } from '../schema/date-time.js';
import type { TalliedEvent } from './tallies.js';

/** An event that arrived, with the result of its check. */
export interface ArrivedEvent {
  readonly number: number;
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly name: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly event?: Readonly<Record<string, unknown>>;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const MAX_RELEASE_LENGTH = 60;

/** The release that an event names, where Segment's clients write the version of the app; "" if it names none. */
function releaseOf(event: ArrivedEvent['event']): string {
  const app = isObject(event?.['context']) ? event['context']['app'] : undefined;
  const version = isObject(app) ? app['version'] : undefined;
  return typeof version === 'string' || typeof version === 'number' ? String(version).slice(0, MAX_RELEASE_LENGTH) : '';
}

/** When an event happened by its `timestamp`; when it arrived if that is no time. */
function timeOfEvent(event: ArrivedEvent['event'], arrivedAt: number): number {
  const timestamp = text(event?.['timestamp']);
  const at = timestamp === undefined ? Number.NaN : timeOf(timestamp);
  return Number.isNaN(at) ? arrivedAt : at;
}

/** An event as the overview counts it, under the id of the conversation that it means. */
export function talliedEvent({ number, receivedAt, name, valid, problems, event }: ArrivedEvent): TalliedEvent {
  const conversationId = conversationIdOf(event, problems);
  const messageId = isObject(event?.['properties']) ? text(event['properties']['messageId']) : undefined;
  const userId = text(event?.['userId']) ?? text(event?.['anonymousId']);
  const arrivedAt = Date.parse(receivedAt);
  return {
    id: number,
    name,
    isValid: valid,
    problems,
    arrivedAt,
    at: timeOfEvent(event, arrivedAt),
    release: releaseOf(event),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(userId === undefined ? {} : { userId }),
    ...(event === undefined ? {} : { event }),
  };
}
