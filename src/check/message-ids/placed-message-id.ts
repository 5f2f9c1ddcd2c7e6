import { otherRecord } from '../../conversations/conversation-rule.js';
import type { Problem, RecordStart, Severity } from '../../problem/problem.js';
import { hashContents } from '../../record/contents-hash.js';
import type { Hash64 } from '../../record/hash-64.js';
import { placeOf } from '../../record/place-of.js';
import type { RawRecord } from '../../record/record.js';
import { messageOf } from '../../rules/messages.js';
import { safeName } from '../../text/safe-name.js';
import { relatedTo } from '../problem-maker.js';

/** The rule about different records with one id. */
export const MESSAGE_ID_RULE = 'segment/duplicate-message-id';

const POINTER = '/messageId';

/** The longest `messageId` by which Segment recognizes repeats, in characters. */
export const MAX_ID_LENGTH = 100;

/** The `messageId` at the top level of a record, and where its value stands. */
export interface PlacedMessageId {
  readonly hash: Hash64;
  /** The hash of the record's contents. */
  readonly contents: Hash64;
  readonly line: number;
  readonly column: number;
  /** How many UTF-16 units the value has, its quotes included. */
  readonly units: number;
}

/** The id by which Segment recognizes a record; undefined if it has none. @param raw a record that could be read */
export function placedMessageId(raw: RawRecord): PlacedMessageId | undefined {
  const { bytes } = raw;
  // Keys with escapes are rare, and so are records without this key.
  if (!bytes.includes('"messageId"') && !bytes.includes('\\u')) return undefined;
  const { contents, messageId } = hashContents(bytes);
  if (messageId === undefined) return undefined;
  const literal = bytes.toString('utf8', messageId.start, messageId.end);
  if (literal === '""' || lengthOf(literal) > MAX_ID_LENGTH) return undefined;
  const text = bytes.toString('utf8', 0, messageId.end);
  const { line, column } = placeOf(raw, text, { start: text.length - literal.length, end: text.length });
  return { hash: messageId.hash, contents, line, column, units: literal.length };
}

/** What the problem of a repeated id is made from. */
export interface MessageIdProblemParts {
  readonly severity: Severity;
  /** The record, and where in it the id stands. */
  readonly start: RecordStart;
  readonly units: number;
  /** The first record with the id, and where it stands there. */
  readonly first: RecordStart;
  readonly event: string | undefined;
}

/** Makes the problem of an id that an earlier record has with other contents. */
export function messageIdProblem({ severity, start, units, first, event }: MessageIdProblemParts): Problem {
  const details = { first: otherRecord(first, start) };
  const { message, hint, related } = messageOf({ rule: MESSAGE_ID_RULE, pointer: POINTER, details });
  return {
    ...{ rule: MESSAGE_ID_RULE, severity, message },
    ...(hint === undefined ? {} : { hint }),
    ...start,
    ...{ endLine: start.line, endColumn: start.column + units },
    ...{ pointer: POINTER, path: 'messageId' },
    ...(event === undefined ? {} : { event: safeName(event) }),
    ...(related === undefined ? {} : { related: relatedTo(related) }),
  };
}

/**
 * Whether a problem is the reason why several records have one id, and is enough to report: the id is the text of a missing
 * value, or it may be the chat message's, which is missing in its place.
 */
export function explainsId({ rule, pointer }: Problem): boolean {
  if (rule === 'schema/required') return pointer === '/properties' || pointer === '/properties/messageId';
  return rule === 'value/placeholder' && pointer === POINTER;
}

/** How many characters a string literal stands for, as JSON Schema counts them. */
function lengthOf(literal: string): number {
  if (literal.length <= MAX_ID_LENGTH) return 0;
  return [...(JSON.parse(literal) as string)].length;
}
