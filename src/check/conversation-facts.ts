import { ALL_KINDS } from '../conversations/event-kind.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import type { CallRecord } from '../rules/call-record.js';
import type { EventMatch, Registry } from '../schema/registry.js';
import type { CheckedRecord } from './check-record.js';
import { isUnknownValue, plausibleId, plausibleTimestamp } from './unknown-value.js';

/** A value as an id; undefined if it is not a non-empty string. */
function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An id outside `properties`, or under a wrong name. */
function strayId(name: 'conversationId' | 'messageId', call: CallRecord | undefined): string | undefined {
  const nearMiss = call?.nearMisses.find(({ field }) => field.parent === 'properties' && field.name === name);
  return nearMiss === undefined ? undefined : plausibleId(valueAt(call?.value, nearMiss.pointer));
}

/** The spec event that a name is, even if misspelled, or else the one that it is near to. */
export function specEventOf(match: EventMatch | undefined): Pick<RecordFacts, 'event' | 'nearEvent'> {
  const name = match === undefined || match.kind === 'unknown' ? undefined : match.schema.names[0];
  const isEvent = match?.kind === 'exact' || match?.kind === 'misspelled';
  return { event: isEvent ? name : undefined, nearEvent: isEvent ? undefined : name };
}

/**
 * The facts of a record for the conversation rules; undefined if it is not part of a conversation. An invalid record is
 * part of one if its ids can be read: also if it is not one of the six calls but has an event, and if its ids are in
 * the wrong place. An id that is reported as the text of a missing value counts as missing, and so does a time of an unset clock, or one that has not come yet.
 */
export function conversationFacts(record: CheckedRecord, registry: Registry): RecordFacts | undefined {
  const { raw, value, call, callRecord, problems } = record;
  if (value === undefined || (call !== undefined && call !== 'track')) return undefined;
  const properties = isObject(value['properties']) ? value['properties'] : undefined;
  const knownId = (object: JsonObject | undefined, name: string, pointer: string): string | undefined => {
    // No rule looks at the values of what is none of the six calls.
    if (call === undefined) return plausibleId(object?.[name]);
    return isUnknownValue(problems, pointer) ? undefined : idOf(object?.[name]);
  };
  let conversationId = knownId(properties, 'conversationId', '/properties/conversationId');
  let messageId = knownId(properties, 'messageId', '/properties/messageId');
  let seenOnly = call === undefined;
  if (callRecord !== undefined && callRecord.nearMisses.length > 0) {
    const strayConversation = strayId('conversationId', callRecord);
    const strayMessage = strayId('messageId', callRecord);
    conversationId ??= strayConversation;
    messageId ??= strayMessage;
    seenOnly = strayConversation !== undefined || strayMessage !== undefined;
  }
  if (conversationId === undefined) return undefined;
  const event = value['event'];
  const isEvent = typeof event === 'string' && event !== '';
  if (call === undefined && !isEvent) return undefined;
  const { event: named, nearEvent } = specEventOf(
    callRecord === undefined ? registry.match(event as string) : callRecord.match,
  );
  const timestamp = call === undefined ? plausibleTimestamp(value['timestamp']) : value['timestamp'];
  const count = properties?.['message_count'];
  return {
    file: raw.file,
    record: raw.number,
    line: raw.line,
    column: raw.column,
    written: isEvent ? event : undefined,
    event: named,
    nearEvent,
    conversationId,
    messageId,
    userId: knownId(value, 'userId', '/userId'),
    timestamp: typeof timestamp === 'string' && !isUnknownValue(problems, '/timestamp') ? timestamp : undefined,
    messageCount: Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined,
    seenOnly,
    ...(isEvent ? {} : { mayBe: ALL_KINDS }),
  };
}
