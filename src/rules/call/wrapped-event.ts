import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { isCall } from '../../schema/event-schema.js';

/** An event inside the record of a log collector, such as Docker's `{"log": "{…}\n", "stream": "stdout"}`. */
export interface WrappedEvent {
  /** Where it is, as a path for jq: `.log`, `._source`, `.logEvents[].message`. */
  readonly jqPath: string;
  /** Whether it is there as text, or as an object. */
  readonly isText: boolean;
}

/** Wrappers have few keys; further ones are not looked at. */
const MAX_KEYS = 100;
/** In UTF-16 units. An event has at most 32 KB. */
const MAX_TEXT = 64 * 1024;
/** `_source.message` and `logEvents[].message` are the deepest that collectors write. */
const MAX_DEPTH = 2;

/** Keys that can stand in a command as they are. */
const PLAIN_KEY = /^[A-Za-z_]\w{0,39}$/;
const QUOTED_KEY = /^[\w.@-]{1,40}$/;

function looksLikeCall(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, action, event, properties, traits } = value;
  return (
    isCall(type) ||
    (isCall(action) && typeof event === 'string') ||
    (typeof event === 'string' && isObject(properties ?? traits))
  );
}

function parsed(text: string): unknown {
  if (text.length > MAX_TEXT || !/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathTo(key: string): string | undefined {
  if (PLAIN_KEY.test(key)) return `.${key}`;
  return QUOTED_KEY.test(key) ? `["${key}"]` : undefined;
}

function foundIn(value: unknown, path: string, depth: number): WrappedEvent | undefined {
  if (typeof value === 'string') return looksLikeCall(parsed(value)) ? { jqPath: path, isText: true } : undefined;
  if (Array.isArray(value)) return depth < MAX_DEPTH ? foundIn(value[0], `${path}[]`, depth) : undefined;
  if (!isObject(value)) return undefined;
  if (depth > 0 && looksLikeCall(value)) return { jqPath: path, isText: false };
  if (depth === MAX_DEPTH) return undefined;
  for (const key of Object.keys(value).slice(0, MAX_KEYS)) {
    const member = pathTo(key);
    const found = member === undefined ? undefined : foundIn(value[key], path + member, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The event inside a record that is none itself; undefined if there is none, or no command could name its place. */
export function wrappedEvent(record: JsonObject): WrappedEvent | undefined {
  // With a name and properties it is an event itself, whatever its type is.
  if (typeof record['event'] === 'string' && isObject(record['properties'])) return undefined;
  const found = foundIn(record, '', 0);
  // jq wants a dot before a key in brackets at the start.
  return found?.jqPath.startsWith('[') ? { ...found, jqPath: `.${found.jqPath}` } : found;
}
