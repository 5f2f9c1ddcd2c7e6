import { parsed } from '../../record/parses.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { Cut } from '../../record/record-in-text.js';
import { recordInText } from '../../record/record-in-text.js';
import type { Call } from '../../schema/event-schema.js';
import { isCall } from '../../schema/event-schema.js';

/** An event inside the record of a log collector, such as Docker's `{"log": "{…}\n", "stream": "stdout"}`. */
export interface WrappedEvent {
  /** Where it is, in words: `log`, `_source`, `logEvents[].message`. */
  readonly place: string;
  /** What jq is given to take it out: `._source`, or `.log | fromjson? // .`, which prints text that is no event as it is. */
  readonly filter: string;
  /** How it is written there. */
  readonly form: WrappedForm;
  /** What has to be cut off the text that jq prints with `-r`; left out of an event among text that no cut leaves alone. */
  readonly cut?: Cut;
}

export type WrappedForm = 'object' | 'text' | 'base64' | 'among-text';

/** Wrappers have few keys; further ones are not looked at. */
const MAX_KEYS = 100;
/** Of the elements of an array: other lines stand between those that hold an event. */
const MAX_ELEMENTS = 20;
/** In UTF-16 units. A body of several events has at most 500 KB. */
const MAX_TEXT = 1024 * 1024;
/** `resourceLogs[].scopeLogs[].logRecords[].body.stringValue` is the deepest that collectors write, and text begins anew. */
const MAX_DEPTH = 5;
/** A queue’s message inside the text of another one’s. */
const MAX_TEXTS = 3;

/** So many values of a record are looked at: a hostile one may hold very many. */
const MAX_VALUES = 2000;

/** Keys that can stand in a command as they are. */
const PLAIN_KEY = /^[A-Za-z_]\w{0,39}$/;
const QUOTED_KEY = /^[\w.@-]{1,40}$/;

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function hasId({ userId, anonymousId }: JsonObject): boolean {
  return isText(userId) || isText(anonymousId);
}

function looksLikeCall(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, action, event, properties, traits } = value;
  const hasFields = isObject(properties ?? traits);
  if (isCall(type)) return typeof event === 'string' || hasFields || hasId(value);
  return typeof event === 'string' && (isCall(action) || hasFields);
}

function parsedObject(text: string): JsonObject | undefined {
  return text.length > MAX_TEXT || !/^\s*\{/.test(text) ? undefined : (parsed(text) as JsonObject | undefined);
}

/** The object in a text, which may be written as base64. */
function objectIn(text: string): { readonly value: JsonObject; readonly form: 'text' | 'base64' } | undefined {
  const plain = parsedObject(text);
  if (plain !== undefined) return { value: plain, form: 'text' };
  // Base64 of an opening brace begins so, whatever follows it.
  if (text.length > MAX_TEXT || !/^e[w3y][A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = parsedObject(Buffer.from(text, 'base64').toString());
  return decoded && { value: decoded, form: 'base64' };
}

function pathTo(key: string): string | undefined {
  if (PLAIN_KEY.test(key)) return `.${key}`;
  return QUOTED_KEY.test(key) ? `["${key}"]` : undefined;
}

/** A place on the way to the event: its path in words and for jq, and how deep it lies in the object or text that holds it. */
interface Place {
  readonly words: string;
  readonly path: string;
  readonly depth: number;
  readonly texts: number;
  readonly form: WrappedForm;
  readonly budget: { values: number };
}

function foundIn(value: unknown, at: Place): WrappedEvent | undefined {
  if (--at.budget.values < 0) return undefined;
  if (typeof value === 'string') return foundInText(value, at);
  if (typeof value !== 'object' || value === null) return undefined;
  const { words, path, form } = at;
  if (path !== '' && looksLikeCall(value)) {
    // Text that is not JSON is kept: an event that was cut off is then reported, not lost.
    return { place: words, filter: path.endsWith('fromjson?') ? `${path} // .` : path, form };
  }
  if (at.depth === MAX_DEPTH) return undefined;
  const isArray = Array.isArray(value);
  // The calls of a body are taken out of it.
  if (path !== '' && !isArray && Array.isArray((value as JsonObject)['batch'])) {
    return { place: words, filter: `${path} | .batch[]`, form };
  }
  const members = isArray
    ? value.slice(0, MAX_ELEMENTS).map((element: unknown) => ['[]', element] as const)
    : Object.keys(value)
        .slice(0, MAX_KEYS)
        .map((key) => [pathTo(key), (value as JsonObject)[key]] as const);
  for (const [step, member] of members) {
    const found = step === undefined ? undefined : foundIn(member, stepped(at, step));
    if (found !== undefined) return found;
  }
  return undefined;
}

function stepped(at: Place, step: string): Place {
  const { words, path, depth } = at;
  const isStart = path === '' || path.endsWith('?');
  // jq wants a dot before brackets at the start.
  const next = isStart && step.startsWith('[') ? `.${step}` : step;
  return {
    ...at,
    words: words === '' ? step.replace(/^\./, '') : words + step,
    path: path.endsWith('?') ? `${path} | ${next}` : path + next,
    // The elements of an array lie no deeper than it does.
    depth: step === '[]' ? depth : depth + 1,
  };
}

function foundInText(text: string, at: Place): WrappedEvent | undefined {
  if (at.texts === MAX_TEXTS) return undefined;
  const object = objectIn(text);
  if (object === undefined) return foundAmongText(text, at) ?? foundInOtherJson(text, at);
  const { value, form } = object;
  const path = `${at.path}${form === 'base64' ? ' | @base64d' : ''} | fromjson?`;
  return foundIn(value, { ...at, path, depth: 0, texts: at.texts + 1, form });
}

/** An event below an array in a text, or in a text that was written as JSON twice. */
function foundInOtherJson(text: string, at: Place): WrappedEvent | undefined {
  if (text.length > MAX_TEXT || !/^\s*["[]/.test(text)) return undefined;
  const path = `${at.path} | fromjson?`;
  return foundIn(parsed(text), { ...at, path, depth: 0, texts: at.texts + 1, form: 'text' });
}

/** An event in a text that holds more than that: a time or a level before it, codes for colour around it. */
function foundAmongText(text: string, { words, path }: Place): WrappedEvent | undefined {
  // Cheaper than any cut: an event has one of these fields.
  if (text.length > MAX_TEXT || !/"(?:type|event)"/.test(text)) return undefined;
  const found = recordInText(text);
  if (found === undefined) return undefined;
  const { value, ...how } = found;
  const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_ELEMENTS) : [value];
  return values.some(looksLikeCall) ? { place: words, filter: path, form: 'among-text', ...how } : undefined;
}

/** Fields of a call in which an event would be data of the user’s own. */
const OWN_FIELDS = new Set(['context', 'integrations', 'properties', 'traits']);

/** Whether a record lacks what makes it the call that it is named: the event of a track call, the user of any other. */
function lacksItsContent(record: JsonObject, call: Call): boolean {
  return call === 'track' ? !Object.hasOwn(record, 'event') : !hasId(record);
}

/** Whether an object holds what a call needs beside its name. */
function holdsContent(value: JsonObject, call: Call): boolean {
  const { event, properties, traits, groupId, previousId } = value;
  if (isCall(value['type'])) return false;
  if (call === 'track') return isText(event) && isObject(properties);
  return hasId(value) && (isObject(properties ?? traits) || isText(groupId) || isText(previousId));
}

/** The fields of a call that lie together in a member beside its name: `{"type": "track", "data": {"event": …}}`. */
function splitCall(record: JsonObject, call: Call): WrappedEvent | undefined {
  for (const key of Object.keys(record).slice(0, MAX_KEYS)) {
    const path = pathTo(key);
    const member = record[key];
    const object = typeof member === 'string' ? objectIn(member) : { value: member, form: 'object' as const };
    if (path === undefined || object === undefined || !isObject(object.value)) continue;
    if (!holdsContent(object.value, call)) continue;
    const { form } = object;
    // jq wants a dot before brackets at the start.
    const from = path.startsWith('[') ? `.${path}` : path;
    const fields = { object: from, text: `(${from} | fromjson)`, base64: `(${from} | @base64d | fromjson)` }[form];
    return { place: path.replace(/^\./, ''), filter: `del(${from}) + ${fields}`, form };
  }
  return undefined;
}

/**
 * The event inside a record that is none itself; undefined if there is none, or no command could name its place. `call`: the call that
 * the record names, if it names one; it is then looked through only where it lacks what makes it that call.
 */
export function wrappedEvent(record: JsonObject, call?: Call): WrappedEvent | undefined {
  if (call !== undefined) {
    if (!lacksItsContent(record, call)) return undefined;
    const split = splitCall(record, call);
    if (split !== undefined) return split;
  }
  // With a name and properties it is an event itself, whatever its type is.
  if (typeof record['event'] === 'string' && isObject(record['properties'])) return undefined;
  const inner = call === undefined ? record : without(record, OWN_FIELDS);
  const budget = { values: MAX_VALUES };
  return foundIn(inner, { words: '', path: '', depth: 0, texts: 0, form: 'object', budget });
}

function without(record: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}

/** Whether the event of a record is text that holds an object, as Splunk's collector is sent it, and the record is no call by itself. */
export function hasTextForEvent(record: JsonObject): boolean {
  const { event, properties } = record;
  return typeof event === 'string' && /\{\s*"|^\s*\{/.test(event) && !isObject(properties) && !hasId(record);
}
