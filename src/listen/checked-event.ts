import type { Problem } from '../problem/problem.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';

/** An event that arrived, with the result of its check. */
export interface CheckedEvent {
  /** 1-based, in the order of arrival. A body that could not be read as events takes a number, too. */
  readonly number: number;
  /** When it arrived: RFC 3339, in UTC. */
  readonly receivedAt: string;
  /** The path that it was posted to: `/v1/batch`. */
  readonly path: string;
  /** Its event’s name, or its call in parentheses: `(identify)`. */
  readonly name: string;
  readonly conversationId?: string;
  /** The test that sent it, if it names one. */
  readonly testId?: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** The event itself, without the write key; absent if it could not be read. */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** The id of an event’s conversation; undefined if it has none that is a text. */
export function conversationIdOf(event: JsonObject | undefined): string | undefined {
  const properties = event?.['properties'];
  const id = isObject(properties) ? properties['conversationId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
