import { hash } from 'node:crypto';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';

/** The longest messageId that Segment deduplicates by, in characters. */
const MAX_ID_LENGTH = 100;

/** Marks our ids, beside those that came with the log. */
const PREFIX = 'ce-';

/** JSON with sorted keys: the same for all ways to write a value down. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

/** Returns the id that a record came with, if Segment can deduplicate by it. */
export function ownMessageId({ messageId }: JsonObject): string | undefined {
  if (typeof messageId !== 'string' || messageId === '') return undefined;
  // Counted as JSON Schema counts: characters, not UTF-16 units.
  return messageId.length <= MAX_ID_LENGTH || [...messageId].length <= MAX_ID_LENGTH ? messageId : undefined;
}

/**
 * Returns an id made from all of a record, so that the same record has the same id on every run and Segment drops repeats.
 * Records that are equal but for white space and the order of their keys are one event to it.
 */
export function derivedMessageId(record: JsonObject): string {
  return PREFIX + hash('sha256', canonicalJson(record), 'base64url');
}

/**
 * Returns another id made from an id: the same on every run with the same salt, and one that Segment has not seen, so that it
 * does not drop a record which it has from elsewhere (it deduplicates across sources and workspaces). Records that share an id share
 * the new one, too.
 */
export function saltedMessageId(messageId: string, salt: string): string {
  return PREFIX + hash('sha256', JSON.stringify([salt, messageId]), 'base64url');
}
