import type { RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { Registry } from '../schema/registry.js';
import { normalName } from '../text/normal-name.js';

/** The field of `properties` that names a conversation. */
const FIELD = 'conversationId';

/** A key and a string behind it, in the quotes of JSON or of JavaScript. */
const MEMBERS = /(["'])([\w -]{1,40})\1\s*:\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)')/gs;

/** How many strings of a broken id are taken for ids of conversations. */
const MAX_IDS = 10;

/** The names, in normal form, under which an id of a conversation is written, right or wrong. */
export function conversationIdNames(registry: Registry): ReadonlySet<string> {
  const names = [...registry.calls.track.fieldsByName].filter(([, fields]) =>
    fields.some(({ name, parent }) => name === FIELD && parent === 'properties'),
  );
  return new Set([normalName(FIELD), ...names.map(([name]) => name)]);
}

/** The text of a string literal; as it is written if its escapes are broken. */
function unescaped(literal: string): string {
  if (!literal.includes('\\')) return literal;
  try {
    return JSON.parse(`"${literal}"`) as string;
  } catch {
    return literal;
  }
}

/**
 * The conversation that an unreadable record seems to belong to: the string under `conversationId`, else under one of
 * its wrong names.
 * @param names see `conversationIdNames`
 */
export function conversationNamedIn({ bytes }: RawRecord, names: ReadonlySet<string>): string | undefined {
  let underWrongName: string | undefined;
  for (const [, , key = '', double, single] of bytes.toString().matchAll(MEMBERS)) {
    const literal = double ?? single ?? '';
    if (literal === '') continue;
    if (key === FIELD) return unescaped(literal);
    if (names.has(normalName(key))) underWrongName ??= unescaped(literal);
  }
  return underWrongName;
}

/** The conversations that a record with a broken id may belong to: the strings and numbers in that id. */
export function idsWithin(properties: unknown): readonly string[] {
  const ids: string[] = [];
  const collect = (value: unknown): void => {
    if (ids.length >= MAX_IDS) return;
    if (typeof value === 'string' && value.trim() !== '') ids.push(value, value.trim());
    else if (typeof value === 'number') ids.push(String(value));
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) collect(member);
  };
  if (isObject(properties)) collect(properties[FIELD]);
  return [...new Set(ids)];
}
