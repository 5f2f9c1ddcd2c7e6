import { Failure } from '../failure.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import { typesIn } from '../schema/field.js';
import type { Registry } from '../schema/registry.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';

/** What a record is made of. */
export interface RecordParts {
  readonly call: 'track' | 'identify';
  /** The event's name; undefined for identify. */
  readonly event: string | undefined;
  /** `key=value`, the value in the type that the schema asks for; or `key:=json`. */
  readonly pairs: readonly string[];
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp?: string;
  readonly messageId?: string;
  /** Further fields as a JSON object; what is given otherwise wins. */
  readonly json?: string;
}

/** What a record needs and the user does not pass: the time, and a unique id. */
export interface RecordDefaults {
  readonly now: () => Date;
  readonly uniqueId: () => string;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = 'put it in single quotes, so that the shell leaves the double quotes in it alone';
    throw new Failure('bad-usage', `${what} is not JSON`, { hint, cause });
  }
}

/** A value as the field's schema wants it; the text itself where it does not fit, so that the check reports it. */
function typedValue(text: string, key: string, types: readonly string[]): unknown {
  if (types.length === 0 || types.includes('string')) return text;
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
  if ((types.includes('number') || types.includes('integer')) && isNumber) return Number(text);
  if (types.includes('object') || types.includes('array')) return parseJson(text, safeName(key));
  return types.includes('null') && text === 'null' ? null : text;
}

function readPair(pair: string, typesOf: (key: string) => readonly string[]): [key: string, value: unknown] {
  const equals = pair.indexOf('=');
  if (equals < 1) {
    throw new Failure('bad-usage', `${safeName(pair)} is not key=value`, {
      hint: 'write fields as message_body="Hello there", and JSON values as tags:=\'["a","b"]\'',
    });
  }
  const text = pair.slice(equals + 1);
  if (pair.charAt(equals - 1) === ':') {
    const key = pair.slice(0, equals - 1);
    return [key, parseJson(text, `the value of ${safeName(key)}`)];
  }
  const key = pair.slice(0, equals);
  return [key, typedValue(text, key, typesOf(key))];
}

/** The fields that pairs name. @throws {Failure} for a pair that is none, or a key that is given twice. */
function givenFields(pairs: readonly string[], typesOf: (key: string) => readonly string[]): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const pair of pairs) {
    const [key, value] = readPair(pair, typesOf);
    if (fields.has(key)) {
      throw new Failure('bad-usage', `${safeName(key)} is given twice`, {
        hint: `give it once; several values are a JSON array: ${safeName(key)}:='["a","b"]'`,
      });
    }
    fields.set(key, value);
  }
  return Object.fromEntries(fields);
}

/** The schema with the types of an event's fields: its own, that of the spec event it seems to mean, or its call's. */
export function schemaFor(call: 'track' | 'identify', event: string | undefined, registry: Registry): EventSchema {
  const match = event === undefined ? undefined : registry.match(event);
  return match === undefined || match.kind === 'unknown' ? registry.calls[call] : match.schema;
}

/**
 * Makes one record: `type`, `timestamp` and Segment's `messageId` filled in, values typed by the schema, the spec's default
 * role where none is given. It is not checked here.
 * @throws {Failure} for a pair that is none, a key that is given twice, or JSON that does not parse.
 */
export function makeRecord(parts: RecordParts, registry: Registry, defaults: RecordDefaults): JsonObject {
  const { call, event, pairs, json } = parts;
  const extra = json === undefined ? {} : parseJson(json, '--json');
  if (!isObject(extra))
    throw new Failure('bad-usage', '--json is not an object', { hint: `write it like --json '{"context": {…}}'` });
  const schema = schemaFor(call, event, registry);
  const home = call === 'track' ? 'properties' : 'traits';
  if (Object.hasOwn(extra, home) && !isObject(extra[home])) {
    throw new Failure('bad-usage', `${home} in --json is not an object`, {
      hint: `write it like --json '{"${home}": {…}}'`,
    });
  }
  const typesOf = (key: string) => typesIn(schema.at(appendToPointer(`/${home}`, key)), schema.resolve);
  const given = givenFields(pairs, typesOf);
  const inside = { ...(isObject(extra[home]) ? extra[home] : {}), ...given };
  for (const { name, default: value, parent } of call === 'track' ? schema.fields : []) {
    if (parent !== 'properties') continue;
    if (value !== undefined && !Object.hasOwn(inside, name)) inside[name] = value;
  }
  const top = {
    userId: parts.userId,
    anonymousId: parts.anonymousId,
    timestamp: parts.timestamp,
    messageId: parts.messageId,
  };
  const set = Object.fromEntries(Object.entries(top).filter(([, value]) => value !== undefined));
  const named = { type: call, ...(event === undefined ? {} : { event }) };
  const filledIn = { messageId: defaults.uniqueId(), timestamp: defaults.now().toISOString() };
  return {
    ...named,
    ...filledIn,
    ...extra,
    // Again, since what is given otherwise wins over --json.
    ...named,
    ...set,
    ...(call === 'track' || Object.keys(inside).length > 0 ? { [home]: inside } : {}),
  };
}
