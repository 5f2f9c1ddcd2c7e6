import type { Problem } from '../problem/problem.js';

/** An event that arrived, with its verdict. */
export interface CheckedEvent {
  /** 1-based, in the order of arrival; what came in place of an event has a number, too. */
  readonly number: number;
  /** When it arrived: RFC 3339, in UTC. */
  readonly receivedAt: string;
  /** The path that it was posted to: `/v1/batch`. */
  readonly path: string;
  /** Its event's name, or its call's in parentheses: `(identify)`. */
  readonly name: string;
  readonly conversationId?: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** The event itself, without the write key; absent if it could not be read. */
  readonly event?: Readonly<Record<string, unknown>>;
}
