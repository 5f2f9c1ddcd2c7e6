import type { EventKind, KindSet } from '../conversations/event-kind.js';
import {
  ALL_KINDS,
  eventKindOf,
  FEEDBACK,
  kindSet,
  mayBeInTruth,
  NEAR_FEEDBACK,
  NEAR_OTHER,
  OTHER,
  OWN,
} from '../conversations/event-kind.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { Registry } from '../schema/registry.js';
import { normalName } from '../text/normal-name.js';
import { isPlaceholder } from '../text/placeholder.js';
import { specEventOf } from './conversation-facts.js';
import { plausibleId, plausibleTimestamp } from './unknown-value.js';

/** The field of `properties` that names a conversation. */
const FIELD = 'conversationId';

/** A string in the quotes of JSON or of JavaScript; without the closing one where the text ends within it. */
const STRING = /"(?<double>[^"\\]*(?:\\.[^"\\]*)*)(?<end>"|\\?$)|'(?<single>[^'\\]*(?:\\.[^'\\]*)*)(?:'|\\?$)/;

/** A key, quoted or not, and a string behind it. */
const MEMBERS = new RegExp(
  `(?:(["'])([\\w $-]{1,40})\\1|\\b([A-Za-z_$][\\w$]{0,39}))\\s*:\\s*(?:${STRING.source})`,
  'gs',
);

/** A key, quoted or not, with anything behind it. */
const KEYS = /["']([\w -]{1,40})["']\s*:|\b([A-Za-z_$][\w$]{0,39})\s*:/g;

/** How many members of a broken record are looked at. */
const MAX_MEMBERS = 10_000;

/** Keys of calls. */
const CALL_KEYS = [
  'type',
  'action',
  'event',
  'userId',
  'anonymousId',
  'properties',
  'traits',
  'messageId',
  'timestamp',
];

/** How many ids of conversations, users and events are looked at. */
const MAX_IDS = 10;

/** Faults of which nothing was kept that could be looked at. */
const UNKEPT: ReadonlySet<string> = new Set(['too-large', 'not-kept', 'not-writable']);

/** What a broken record may be. */
export interface BrokenRecord {
  /** The conversations that it belongs to, or may belong to. None: it may belong to any. */
  readonly ids: readonly string[];
  /** What the id of its conversation begins with, where the text ends within it. */
  readonly idStart: string | undefined;
  /** The kinds of events that it may be. */
  readonly mayBe: KindSet;
  readonly messageId: string | undefined;
  readonly userId: string | undefined;
  readonly timestamp: string | undefined;
}

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

/** The kinds that an event under a name may be: also another one, where the name is only near to one of the spec. */
function kindsOfName(name: string, registry: Registry): KindSet {
  const { event, nearEvent } = specEventOf(registry.match(name));
  return kindsOf(eventKindOf(event, nearEvent));
}

const NO_SPEC_EVENT = kindSet(OTHER, OWN);
const MAYBE_FEEDBACK = kindSet(FEEDBACK, OTHER);

function kindsOf(kind: EventKind): KindSet {
  const inTruth = mayBeInTruth(kind);
  if (inTruth !== 0) return inTruth | kindSet(OTHER);
  return kind === NEAR_FEEDBACK ? MAYBE_FEEDBACK : kindSet(kind === NEAR_OTHER ? OTHER : kind);
}

/** The kinds of all events whose name begins with a text. */
function kindsOfStart(start: string, registry: Registry): KindSet {
  let kinds = NO_SPEC_EVENT;
  for (const { names } of registry.events)
    if (names.some((name) => name.startsWith(start))) kinds |= kindsOfName(names[0] as string, registry);
  return kinds;
}

/** A string of the text, and the key before it. */
interface Member {
  readonly key: string;
  readonly text: string;
  /** Whether the text ends within it. */
  readonly isCut: boolean;
}

function membersOf(text: string): Member[] {
  const members: Member[] = [];
  for (const match of text.matchAll(MEMBERS)) {
    const [, , quoted, bare] = match;
    const { double, single } = match.groups ?? {};
    const literal = double ?? single ?? '';
    const end = match.index + match[0].length;
    const isCut = end === text.length && !/["']$/.test(match[0].slice(-1));
    if (members.length === MAX_MEMBERS) break;
    members.push({ key: quoted ?? bare ?? '', text: unescaped(literal), isCut });
  }
  return members;
}

/** The only text under a key, if it is written out; undefined if there are several. */
function only(members: readonly Member[], key: string): string | undefined {
  const texts = new Set(members.filter((member) => member.key === key && member.text !== '').map(({ text }) => text));
  const [text] = texts;
  return texts.size === 1 && members.every((member) => member.key !== key || !member.isCut) ? text : undefined;
}

function isCall(text: string, names: ReadonlySet<string>): boolean {
  let keys = 0;
  for (const [, quoted, bare] of text.matchAll(KEYS)) {
    const key = quoted ?? bare ?? '';
    if (CALL_KEYS.includes(key) || names.has(normalName(key))) return true;
    if (++keys === MAX_MEMBERS) break;
  }
  // Cut before its first key ends.
  return keys === 0 && /^[\s[,]*\{\s*(?:"[\w ]*)?$/.test(text);
}

/** Whether it is a call of another kind, which has no part in conversations. Properties may have a `type`, too. */
function isOtherCall(members: readonly Member[], registry: Registry): boolean {
  const calls = members
    .filter(({ key, isCut }) => (key === 'type' || key === 'action') && !isCut)
    .map(({ text }) => text)
    .filter((text) => Object.hasOwn(registry.calls, text));
  return calls.length > 0 && !calls.includes('track');
}

function kindsIn(members: readonly Member[], registry: Registry): KindSet {
  const events = members.filter(({ key }) => key === 'event').slice(0, MAX_IDS);
  if (events.length === 0) return ALL_KINDS;
  return events.reduce(
    (kinds, { text, isCut }) => kinds | (isCut ? kindsOfStart(text, registry) : kindsOfName(text, registry)),
    0,
  );
}

/** The part of an id before bytes that are no text. */
function readablePart(id: string): string {
  const end = id.indexOf('\ufffd');
  return end === -1 ? id : id.slice(0, end);
}

/**
 * What an unreadable record may be, by what its text still says: the id of its conversation under its right name, else under
 * wrong ones, the event, the user, the time. Undefined for a text that is no call, or a call that has no part in conversations.
 * @param names see `conversationIdNames`
 */
export function brokenRecordIn(
  { bytes, fault }: Pick<RawRecord, 'bytes' | 'fault'>,
  registry: Registry,
  names: ReadonlySet<string>,
): BrokenRecord | undefined {
  if (fault !== undefined && UNKEPT.has(fault.kind)) return UNKNOWN;
  const written = bytes.toString();
  // A record as a string within a string.
  const text = isCall(written, names) ? written : written.replaceAll('\\"', '"');
  if (!isCall(text, names)) return undefined;
  const members = membersOf(text);
  if (isOtherCall(members, registry)) return undefined;
  const right = members.filter(({ key }) => key === FIELD);
  const named = right.length > 0 ? right : members.filter(({ key }) => names.has(normalName(key)));
  const isWhole = ({ text, isCut }: Member): boolean => !isCut && !text.includes('\ufffd');
  const ids = named
    .filter((member) => isWhole(member) && plausibleId(member.text) !== undefined)
    .map(({ text }) => text);
  const cut = named.find((member) => !isWhole(member));
  return {
    ids: [...new Set(ids)].slice(0, MAX_IDS),
    idStart: cut === undefined ? undefined : readablePart(cut.text),
    mayBe: kindsIn(members, registry),
    messageId: undefined,
    userId: plausibleId(only(members, 'userId')),
    timestamp: plausibleTimestamp(only(members, 'timestamp')),
  };
}

const UNKNOWN: BrokenRecord = {
  ids: [],
  idStart: undefined,
  mayBe: ALL_KINDS,
  messageId: undefined,
  userId: undefined,
  timestamp: undefined,
};

/** The conversations that a record with a broken id may belong to: the strings and numbers in that id. */
function idsWithin(properties: unknown): readonly string[] {
  const ids: string[] = [];
  const collect = (value: unknown): void => {
    if (ids.length >= MAX_IDS) return;
    if (typeof value === 'string') {
      if (value.trim() !== '' && !isPlaceholder(value)) ids.push(value, value.trim());
    } else if (typeof value === 'number') ids.push(String(value));
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) collect(member);
  };
  if (isObject(properties)) collect(properties[FIELD]);
  return [...new Set(ids)];
}

/** Whether a record has a value where the id of its conversation belongs. */
export function hasConversationId({ properties }: JsonObject): boolean {
  return isObject(properties) && properties[FIELD] !== undefined;
}

/**
 * What a record may be that can be read, but whose conversation cannot: its id is broken or missing, or the text of a missing
 * value. Undefined for one that has no part in conversations, as an event of the user's own without a conversationId.
 */
export function unplacedRecord(value: JsonObject, registry: Registry): BrokenRecord | undefined {
  const { event, properties } = value;
  const ids = idsWithin(properties);
  const isNamed = typeof event === 'string' && event !== '';
  const mayBe = isNamed ? kindsOfName(event, registry) : ALL_KINDS;
  const isSpecEvent = (mayBe & ~NO_SPEC_EVENT) !== 0;
  if (!hasConversationId(value) && (!isNamed || !isSpecEvent)) return undefined;
  return {
    ids,
    idStart: undefined,
    mayBe,
    messageId: isObject(properties) ? plausibleId(properties['messageId']) : undefined,
    userId: plausibleId(value['userId']),
    timestamp: plausibleTimestamp(value['timestamp']),
  };
}
