import type { NearMiss } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import { isCall } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { FoundField } from '../schema/neighbours.js';
import { appendToPointer, pointerToPath } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import { isPlaceholder } from '../text/placeholder.js';
import type { CallSource } from './call-source.js';
import { PROPERTY_IDS, TOP_IDS } from './id-fields.js';

/** Fields of the call that are often put into `properties`; the others are welcome there as properties of one's own. */
const MISPLACED_CALL_FIELDS = new Set(['userId', 'anonymousId', 'timestamp']);

const NONE: readonly FoundField[] = [];

/** Which fields an unknown key may mean, kept for each schema, as the same keys come again with each record. */
const meantBySchema = new WeakMap<EventSchema, Map<string, readonly Field[]>>();
const MAX_KNOWN_KEYS = 1000;
/** In UTF-16 units; no field has a name as long as this. The scanner has the same limit. */
const MAX_KEY_LENGTH = 40;

function meantFields(key: string, schema: EventSchema): readonly Field[] {
  if (key.length > MAX_KEY_LENGTH) return [];
  let known = meantBySchema.get(schema);
  if (known === undefined) {
    known = new Map();
    meantBySchema.set(schema, known);
  }
  let fields = known.get(key);
  if (fields === undefined) {
    fields = schema.fieldsByName.get(normalName(key)) ?? [];
    if (known.size < MAX_KNOWN_KEYS) known.set(key, fields);
  }
  return fields;
}

/** Whether a key in one of the two objects can mean a field at all, if it has one of its names. */
export function isMeantFrom({ parent, name }: Field, foundIn: Field['parent']): boolean {
  if (parent !== '') return true;
  return foundIn === 'properties' ? MISPLACED_CALL_FIELDS.has(name) : name !== 'messageId';
}

/** A key that may mean a field which is missing. */
interface Candidate {
  readonly key: string;
  readonly foundIn: Field['parent'];
  /** Whether the key may mean other missing fields, too. */
  readonly isAmbiguous: boolean;
}

/** How well a value fits a field. */
const UNUSABLE = 0;
/** A scalar of a wrong type that cannot be converted, as a word where a number is needed. */
const MISTYPED = 1;
const CONVERTIBLE = 2;
const USABLE = 3;

const IDS: ReadonlySet<string> = new Set([...TOP_IDS, ...PROPERTY_IDS]);

/**
 * Null, an empty id or the text of a missing one, or an object where a string is needed does not stand for the field; another
 * scalar may, in a wrong type.
 */
function usability(value: unknown, field: Field): number {
  const { types, needed = '', name } = field;
  if (value === null || value === undefined) return UNUSABLE;
  if (value === '' && needed.includes('non-empty')) return UNUSABLE;
  if (IDS.has(name) && isPlaceholder(value)) return UNUSABLE;
  const type = Array.isArray(value) ? 'array' : typeof value;
  const isWanted = types.length === 0 || types.includes(type) || (Number.isInteger(value) && types.includes('integer'));
  if (isWanted) return USABLE;
  if (typeof value === 'object') return UNUSABLE;
  return typeToSend(value, field) === undefined ? MISTYPED : CONVERTIBLE;
}

/** The type that the value has to be sent as, where it means the same in that type. */
function typeToSend(value: unknown, { types, needed = '' }: Field): NearMiss['sendAs'] {
  if (typeof value === 'number' && needed.includes('string') && !needed.includes('date-time')) return 'string';
  const wantsNumber = types.includes('number') || types.includes('integer');
  return typeof value === 'string' && wantsNumber && numericText(value) ? 'number' : undefined;
}

function numericText(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** The parts of a record in which near misses are looked for. */
export interface SearchedRecord {
  readonly value: JsonObject;
  readonly properties: JsonObject | undefined;
  readonly schema: EventSchema;
  readonly source: CallSource;
}

function objectOf({ value, properties }: SearchedRecord, parent: Field['parent']): JsonObject {
  return parent === '' ? value : (properties ?? {});
}

function isAbsent(record: SearchedRecord, { parent, name }: Field): boolean {
  return !Object.hasOwn(objectOf(record, parent), name);
}

/** Whether a key names no field where it stands, so that it may mean one. */
function isUnnamed({ value, schema, source }: SearchedRecord, key: string, foundIn: Field['parent']): boolean {
  if (foundIn === 'properties') return !schema.propertyNames.has(key);
  // `action` is a field of the call only where it names the call.
  const isAction = key === 'action' && source !== 'action' && !isCall(value['action']);
  return isAction || !schema.topNames.has(key);
}

/** The keys that may mean the fields that `isOpen` accepts. */
function candidatesFor(record: SearchedRecord, isOpen: (field: Field) => boolean): Map<Field, Candidate[]> | undefined {
  const { value, properties, schema } = record;
  let candidates: Map<Field, Candidate[]> | undefined;
  const consider = (key: string, foundIn: Field['parent']): void => {
    const known = meantFields(key, schema);
    if (known.length === 0) return;
    const missed = known.filter((field) => isOpen(field) && isMeantFrom(field, foundIn));
    const isAmbiguous = missed.length > 1;
    for (const field of missed) {
      candidates ??= new Map();
      const known = candidates.get(field);
      if (known === undefined) candidates.set(field, [{ key, foundIn, isAmbiguous }]);
      else known.push({ key, foundIn, isAmbiguous });
    }
  };
  for (const key in value) if (isUnnamed(record, key, '')) consider(key, '');
  for (const key in properties) if (isUnnamed(record, key, 'properties')) consider(key, 'properties');
  return candidates;
}

/**
 * Finds the fields of a schema that a record lacks while a value for them sits under a wrong name (one listed as
 * `x-aliases`, or other case and separators), in the wrong object, or both. Of several keys for one field, the one whose value
 * fits best counts, and before others one in the field's own object.
 */
export function nearMisses(record: SearchedRecord): readonly FoundField[] {
  const candidates = candidatesFor(record, (field) => isAbsent(record, field));
  if (candidates === undefined) return NONE;
  const found: FoundField[] = [];
  for (const [field, keys] of candidates) {
    // Under its own name it is the field, whatever its value is.
    const best = bestOf(field, keys, record, ({ key }) => (key === field.name ? CONVERTIBLE : UNUSABLE));
    if (best !== undefined) found.push(best);
  }
  return found;
}

/**
 * The key that has the value of a field whose own value cannot be it: `conversation_id` beside `"conversationId": ""`. Undefined if
 * there is none, or none that is usable.
 */
export function nearMissBeside(record: SearchedRecord, pointer: string): FoundField | undefined {
  const field = record.schema.fields.find((one) => one.pointer === pointer);
  if (field === undefined) return undefined;
  const candidates = candidatesFor(record, (one) => one === field || isAbsent(record, one))?.get(field);
  return candidates && bestOf(field, candidates, record, () => UNUSABLE);
}

/** So many keys of an object are looked at for the values of missing fields. */
const MAX_INNER_KEYS = 20;

/**
 * The value of a missing field in an object that stands for the field, or for the first part of its name: `id` and `body` in
 * `"message": {"id": "m1", "body": "hi"}` are messageId and message_body.
 */
export function nearMissWithin(record: SearchedRecord, pointer: string): FoundField | undefined {
  const field = record.schema.fields.find((one) => one.pointer === pointer);
  if (field === undefined) return undefined;
  const found: FoundField[] = [];
  for (const foundIn of ['properties', ''] as const) {
    const outside = objectOf(record, foundIn);
    for (const outer in outside) {
      const object = outside[outer];
      if (!isObject(object) || !isUnnamed(record, outer, foundIn) || !isMeantFrom(field, foundIn)) continue;
      const within = appendToPointer(foundIn === '' ? '' : `/${foundIn}`, outer);
      found.push(...innerValues(object, outer, within, field, record));
    }
  }
  const [first] = found;
  return found.length > 1 && first !== undefined ? { ...first, unsure: true } : first;
}

function innerValues(
  object: JsonObject,
  outer: string,
  within: string,
  field: Field,
  { schema }: SearchedRecord,
): FoundField[] {
  const isName = meantFields(outer, schema).length > 0;
  const means = (name: string): boolean => meantFields(name, schema).includes(field);
  return Object.entries(object)
    .slice(0, MAX_INNER_KEYS)
    .flatMap(([key, value]): FoundField[] => {
      if (!means(`${outer} ${key}`) && !(isName && means(key))) return [];
      if (usability(value, field) === UNUSABLE) return [];
      return [foundField(field, { key, foundIn: pointerToPath(within), within }, value)];
    });
}

/** Whether a key at the top level that seems to be a chat message's id may be the messageId of the call, which is missing there. */
function mayBeOfCall({ foundIn, belongsIn, name }: FoundField, value: JsonObject): boolean {
  return foundIn === '' && belongsIn !== '' && name === 'messageId' && !Object.hasOwn(value, 'messageId');
}

/** The key that counts for a field; undefined if none of their values can stand for it. `atLeast`: how well a key fits, whatever its value is. */
function bestOf(
  field: Field,
  candidates: readonly Candidate[],
  record: SearchedRecord,
  atLeast: (candidate: Candidate) => number,
): FoundField | undefined {
  const valueAt = ({ key, foundIn }: Candidate): unknown => objectOf(record, foundIn)[key];
  const ranks = candidates.map((candidate) => Math.max(atLeast(candidate), usability(valueAt(candidate), field)));
  const best = Math.max(...ranks);
  if (best === UNUSABLE) return undefined;
  const pool = candidates.filter((_, index) => ranks[index] === best);
  const inPlace = pool.filter(({ foundIn }) => foundIn === field.parent);
  // Another name of messageId at the top level may mean that of the call: it is no rival.
  const rivals = field.name === 'messageId' && inPlace.length > 0 ? inPlace : pool;
  const chosen = inPlace[0] ?? pool[0];
  if (chosen === undefined) return undefined;
  const found = foundField(field, chosen, valueAt(chosen));
  return {
    ...found,
    ...(chosen.isAmbiguous || rivals.length > 1 ? { unsure: true } : {}),
    ...(mayBeOfCall(found, record.value) ? { mayBeOfCall: true } : {}),
  };
}

function foundField(
  field: Field,
  { key, foundIn, within }: { readonly key: string; readonly foundIn: string; readonly within?: string },
  value: unknown,
): FoundField {
  const sendAs = typeToSend(value, field);
  return {
    field,
    foundName: key,
    foundIn,
    name: field.name,
    belongsIn: field.parent,
    ...(within === undefined ? {} : { within }),
    ...(sendAs === undefined ? {} : { sendAs }),
    pointer: appendToPointer(within ?? (foundIn === '' ? '' : `/${foundIn}`), key),
  };
}
