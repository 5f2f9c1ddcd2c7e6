import type { Problem } from '../problem/problem.js';

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
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** The event itself, without the write key; absent if it could not be read. */
  readonly event?: Readonly<Record<string, unknown>>;
}
