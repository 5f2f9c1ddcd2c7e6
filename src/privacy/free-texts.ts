import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { appendToPointer } from '../text/json-pointer.js';

/** The parts of a record in which people's words stand. */
const PARTS = ['properties', 'traits', 'context'] as const;

/** Ids that tie events together: to mask one would part what belongs together. */
const TIES = new Set(['/properties/conversationId', '/properties/messageId']);

/**
 * Whether the value at a pointer may be free text: whatever stands in `properties`, `traits` and `context`, at any depth, but
 * the ids of the conversation and the message. Keys, and fields of the call itself such as userId, are not.
 */
export function isFreeText(pointer: string): boolean {
  return PARTS.some((part) => pointer.startsWith(`/${part}/`)) && !TIES.has(pointer);
}

function mapped(value: unknown, pointer: string, change: (text: string, pointer: string) => string): unknown {
  if (typeof value === 'string') return isFreeText(pointer) ? change(value, pointer) : value;
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => {
    const to = mapped(member, appendToPointer(pointer, key), change);
    changed ||= to !== member;
    return [key, to];
  });
  if (!changed) return value;
  // Own keys such as __proto__ stay keys.
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}

/** The record with its free texts changed; itself where none changes. */
export function mapFreeTexts(record: JsonObject, change: (text: string, pointer: string) => string): JsonObject {
  let changed: Record<string, unknown> | undefined;
  for (const part of PARTS) {
    const value = record[part];
    if (!isObject(value) && !Array.isArray(value)) continue;
    const to = mapped(value, `/${part}`, change);
    if (to !== value) changed = { ...(changed ?? record), [part]: to };
  }
  return changed ?? record;
}
