import type { Member } from './json-pieces.js';
import { members } from './json-pieces.js';

/** Keys that concern the request and not the event. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set(['writeKey', 'sentAt']);

/** Segment’s keys: 32 letters and digits. Anything shorter may be a word of the event itself. */
const WRITE_KEY = /^[\da-zA-Z]{32}$/;

/** What an event takes over from its request. */
export interface FromRequest {
  /** The call that the path names, where the event names none or another one. */
  readonly type?: string | undefined;
  /** The members of a batch that apply to all of its events: `context` and `integrations`, as text. */
  readonly shared?: readonly Member[];
  /** The write keys of the request: they must not stand anywhere in the event. */
  readonly writeKeys?: readonly string[];
}

function toObject(texts: readonly string[]): string {
  return `{${texts.join(',')}}`;
}

/** An object, with the members of another one that it does not have itself. */
function withDefaults(own: Member, shared: Member): string {
  if (!own.value.startsWith('{') || !shared.value.startsWith('{')) return own.text;
  const ownMembers = members(own.value);
  const keys = new Set(ownMembers.map(({ key }) => key));
  const missing = members(shared.value).filter(({ key }) => !keys.has(key));
  if (missing.length === 0) return own.text;
  return `${JSON.stringify(own.key)}:${toObject([...ownMembers, ...missing].map(({ text }) => text))}`;
}

/**
 * The line of NDJSON for an event. Its own text is kept where possible, so that repeated keys and long numbers are checked as
 * they came. The line has no write key and no `sentAt`, and holds what the event takes over from its request. Texts that are
 * not objects stay as they are.
 */
export function eventText(text: string, { type, shared = [], writeKeys = [] }: FromRequest): string {
  const line = onOneLine(text);
  if (!line.startsWith('{')) return line;
  let all = members(line);
  const keys = new Set(all.map(({ key }) => key));
  const addsShared = shared.length > 0;
  const changes = type !== undefined || addsShared || [...OF_THE_REQUEST].some((key) => keys.has(key));
  if (!changes) return withoutKeys(line, writeKeys);
  all = all.filter(({ key }) => !OF_THE_REQUEST.has(key) && (type === undefined || key !== 'type'));
  const texts = all.map((own) => {
    const ofBatch = shared.find(({ key }) => key === own.key);
    return ofBatch === undefined ? own.text : withDefaults(own, ofBatch);
  });
  for (const { key, text: added } of shared) if (!keys.has(key)) texts.push(added);
  if (type !== undefined) texts.unshift(`"type":${JSON.stringify(type)}`);
  return withoutKeys(onOneLine(toObject(texts)), writeKeys);
}

/** Between the tokens of JSON, line breaks are white space; within a string there are none. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]/g, ' ').trim();
}

function withoutKeys(text: string, writeKeys: readonly string[]): string {
  const keys = writeKeys.filter((key) => WRITE_KEY.test(key));
  return keys.reduce((rest, key) => rest.replaceAll(key, '(write key)'), text);
}
