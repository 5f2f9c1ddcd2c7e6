import type { NearMiss } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import { isCall } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { FoundField } from '../schema/neighbours.js';
import { appendToPointer } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import type { CallSource } from './call-source.js';

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

/**
 * The key at the top level that has the value of a field of the call, whose own key is there without a usable one: `user_id`
 * beside `"userId": ""`. Undefined if there is none, or none that is usable.
 */
export function valueUnderOtherName(value: JsonObject, name: string, schema: EventSchema): FoundField | undefined {
  const candidates: Candidate[] = [];
  let wanted: Field | undefined;
  for (const key of Object.keys(value)) {
    if (schema.topNames.has(key)) continue;
    const field = meantFields(key, schema).find((field) => field.parent === '' && field.name === name);
    if (field === undefined) continue;
    wanted = field;
    candidates.push({ key, foundIn: '', isAmbiguous: false });
  }
  return wanted === undefined ? undefined : bestOf(wanted, candidates, ({ key }) => value[key]);
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
const CONVERTIBLE = 1;
const USABLE = 2;

/** Null, an empty id, or an object where a string is needed does not stand for the field; another scalar may, in a wrong type. */
function usability(value: unknown, { types, needed = '' }: Field): number {
  if (value === null || value === undefined) return UNUSABLE;
  if (value === '' && needed.includes('non-empty')) return UNUSABLE;
  const type = Array.isArray(value) ? 'array' : typeof value;
  const isWanted = types.length === 0 || types.includes(type) || (Number.isInteger(value) && types.includes('integer'));
  if (isWanted) return USABLE;
  return typeof value === 'object' ? UNUSABLE : CONVERTIBLE;
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

/**
 * Finds the fields of a schema that a record lacks while a value for them sits under a wrong name (one listed as
 * `x-aliases`, or other case and separators), in the wrong object, or both. Of several keys for one field, the one whose value
 * is usable counts, and before others one in the field's own object.
 */
export function nearMisses(
  value: JsonObject,
  properties: JsonObject | undefined,
  schema: EventSchema,
  source: CallSource,
): readonly FoundField[] {
  let candidates: Map<Field, Candidate[]> | undefined;
  const objectOf = (parent: Field['parent']): JsonObject => (parent === '' ? value : (properties ?? {}));
  const consider = (key: string, foundIn: Field['parent']): void => {
    const known = meantFields(key, schema);
    if (known.length === 0) return;
    const missed = known.filter(
      (field) => !Object.hasOwn(objectOf(field.parent), field.name) && isMeantFrom(field, foundIn),
    );
    const isAmbiguous = missed.length > 1;
    for (const field of missed) {
      candidates ??= new Map();
      const known = candidates.get(field);
      if (known === undefined) candidates.set(field, [{ key, foundIn, isAmbiguous }]);
      else known.push({ key, foundIn, isAmbiguous });
    }
  };
  for (const key in value) {
    // `action` is a field of the call only where it names the call.
    const isAction = key === 'action' && source !== 'action' && !isCall(value['action']);
    if (isAction || !schema.topNames.has(key)) consider(key, '');
  }
  if (properties !== undefined) {
    for (const key in properties) if (!schema.propertyNames.has(key)) consider(key, 'properties');
  }
  if (candidates === undefined) return NONE;
  const found: FoundField[] = [];
  for (const [field, keys] of candidates) {
    const best = bestOf(field, keys, ({ key, foundIn }) => objectOf(foundIn)[key]);
    if (best !== undefined) found.push(mayBeOfCall(best, value) ? { ...best, mayBeOfCall: true } : best);
  }
  return found;
}

/** Whether a key at the top level that seems to be a chat message's id may be the messageId of the call, which is missing there. */
function mayBeOfCall({ foundIn, belongsIn, name }: FoundField, value: JsonObject): boolean {
  return foundIn === '' && belongsIn !== '' && name === 'messageId' && !Object.hasOwn(value, 'messageId');
}

/** The key that counts for a field; undefined if none of their values can stand for it. */
function bestOf(
  field: Field,
  candidates: readonly Candidate[],
  valueAt: (candidate: Candidate) => unknown,
): FoundField | undefined {
  // Under its own name it is the field, whatever its value is.
  const ranks = candidates.map((candidate) =>
    Math.max(candidate.key === field.name ? CONVERTIBLE : UNUSABLE, usability(valueAt(candidate), field)),
  );
  const best = Math.max(...ranks);
  if (best === UNUSABLE) return undefined;
  const pool = candidates.filter((_, index) => ranks[index] === best);
  const inPlace = pool.filter(({ foundIn }) => foundIn === field.parent);
  // Another name of messageId at the top level may mean that of the call: it is no rival.
  const rivals = field.name === 'messageId' && inPlace.length > 0 ? inPlace : pool;
  const chosen = inPlace[0] ?? pool[0];
  if (chosen === undefined) return undefined;
  const { key, foundIn, isAmbiguous } = chosen;
  const sendAs = typeToSend(valueAt(chosen), field);
  return {
    field,
    foundName: key,
    foundIn,
    name: field.name,
    belongsIn: field.parent,
    ...(isAmbiguous || rivals.length > 1 ? { unsure: true } : {}),
    ...(sendAs === undefined ? {} : { sendAs }),
    pointer: appendToPointer(foundIn === '' ? '' : `/${foundIn}`, key),
  };
}
