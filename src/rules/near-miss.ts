import type { JsonObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import { isCall } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { FoundField } from '../schema/neighbours.js';
import { appendToPointer } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import type { CallSource } from './call-record.js';

/** Fields of the call that are often put into `properties`; the others are welcome there as properties of one's own. */
const MISPLACED_CALL_FIELDS = new Set(['userId', 'anonymousId', 'timestamp']);

const NONE: readonly FoundField[] = [];

/** Which fields an unknown key may mean, remembered for each schema, as the same keys come again with each record. */
const remembered = new WeakMap<EventSchema, Map<string, readonly Field[]>>();
const REMEMBERED_KEYS = 1000;
const LONGEST_KEY = 40;

function meantFields(key: string, schema: EventSchema): readonly Field[] {
  if (key.length > LONGEST_KEY) return [];
  let known = remembered.get(schema);
  if (known === undefined) {
    known = new Map();
    remembered.set(schema, known);
  }
  let fields = known.get(key);
  if (fields === undefined) {
    fields = schema.fieldsByName.get(normalName(key)) ?? [];
    if (known.size < REMEMBERED_KEYS) known.set(key, fields);
  }
  return fields;
}

/** Whether a key in one of the two objects can mean a field at all, if it has one of its names. */
export function isMeantFrom({ parent, name }: Field, foundIn: Field['parent']): boolean {
  if (parent !== '') return true;
  return foundIn === 'properties' ? MISPLACED_CALL_FIELDS.has(name) : name !== 'messageId';
}

/**
 * Finds the fields of a schema that a record lacks while a value for them sits under a wrong name (one listed as
 * `x-aliases`, or other case and separators), in the wrong object, or both. A field is found once, in its own object first.
 */
export function nearMisses(
  value: JsonObject,
  properties: JsonObject | undefined,
  schema: EventSchema,
  source: CallSource,
): readonly FoundField[] {
  let found: FoundField[] | undefined;
  const isMissed = (field: Field, foundIn: Field['parent']): boolean => {
    const home = field.parent === '' ? value : (properties ?? {});
    return !Object.hasOwn(home, field.name) && isMeantFrom(field, foundIn);
  };
  const consider = (key: string, foundIn: Field['parent']): void => {
    const known = meantFields(key, schema);
    if (known.length === 0) return;
    const missed = known.filter((field) => isMissed(field, foundIn));
    for (const field of missed) {
      found ??= [];
      const earlier = found.findIndex((nearMiss) => nearMiss.field === field);
      const before = found[earlier];
      if (before !== undefined && (before.foundIn === field.parent || foundIn !== field.parent)) {
        found[earlier] = { ...before, unsure: true };
        continue;
      }
      const nearMiss: FoundField = {
        field,
        foundName: key,
        foundIn,
        name: field.name,
        belongsIn: field.parent,
        ...(before === undefined && missed.length === 1 ? {} : { unsure: true }),
        pointer: appendToPointer(foundIn === '' ? '' : `/${foundIn}`, key),
      };
      if (earlier === -1) found.push(nearMiss);
      else found[earlier] = nearMiss;
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
  return found ?? NONE;
}
