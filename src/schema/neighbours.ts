import type { NearMiss } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { pointerToPath } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import { oneEditAway } from '../text/one-edit-away.js';
import { EXTRA_KEY, errorPointer, keyOfError } from './error-details.js';
import type { EventSchema, KeywordError } from './event-schema.js';
import type { Field } from './field.js';
import type { ResolveRef } from './json-schema.js';

/** Limits of a value that mean nothing where it should be another value altogether. */
const LIMITS = /^(?:pattern|format|m(?:in|ax)Length|m(?:in|ax)imum|exclusive\w+|multipleOf)$/;

/** A field that is missing while its value sits elsewhere. */
export interface FoundField extends NearMiss {
  readonly field: Field;
  /** Where the value was found. */
  readonly pointer: string;
}

/** Looks for the value of one field where its own cannot be it. */
export interface FieldSearch {
  /** Under another name or in another place, for a field whose own value is null or empty. */
  beside(pointer: string): FoundField | undefined;
  /** In an object that stands for the missing field. */
  within(pointer: string): FoundField | undefined;
}

/** Whether a schema, or one that applies beside it, describes a key: then the key is unevaluated only since that one failed. */
function describes(schema: unknown, key: string, resolve: ResolveRef): boolean {
  if (!isObject(schema)) return false;
  const { properties, $ref, allOf = [], anyOf = [], oneOf = [], if: condition, then, else: otherwise } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) return true;
  const beside = [allOf, anyOf, oneOf, condition, then, otherwise].flat();
  if (typeof $ref === 'string') beside.push(resolve($ref));
  return beside.some((one) => describes(one, key, resolve));
}

/** A key that must not be there and is nearly the name of one that is missing beside it: one problem with one fix. */
function misnamedKey(missing: KeywordError, beside: readonly KeywordError[]): KeywordError | undefined {
  const name = normalName(keyOfError(missing) ?? '');
  return beside.find((error) => {
    const key = normalName(keyOfError(error) ?? '');
    return key === name || oneEditAway(key, name);
  });
}

function renaming(missing: KeywordError, instead: KeywordError): NearMiss {
  const path = pointerToPath(missing.instancePath);
  const [foundName, name] = [keyOfError(instead) ?? '', keyOfError(missing) ?? ''];
  const isRespelled = normalName(foundName) === normalName(name);
  return { foundName, foundIn: path, name, belongsIn: path, ...(isRespelled ? {} : { unsure: true }) };
}

/** How the errors of one record relate: what several keywords reject for one reason is one problem. */
export interface Neighbours {
  /** Whether another error explains this one, so that it is not reported. */
  explain(error: KeywordError, pointer: string): boolean;
  /** For a missing field, where its value seems to be; for a key that must not be there, the field that it seems to mean. */
  nearMissOf(error: KeywordError, pointer: string): NearMiss | undefined;
}

/** For a single error in a record without near misses. */
const UNRELATED: Neighbours = { explain: () => false, nearMissOf: () => undefined };

/** Relates the errors of a record to each other and to its near misses. */
export function neighboursOf(
  errors: readonly KeywordError[],
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly FoundField[],
): Neighbours {
  if (errors.length < 2 && nearMisses.length === 0) return UNRELATED;
  const placesOf = (isWanted: (error: KeywordError) => boolean): Set<string> =>
    new Set(errors.filter(isWanted).map(({ instancePath }) => instancePath));
  // A value of the wrong type, or one that is not allowed at all, fails limits, too. Only the type or the list is reported.
  const mistyped = placesOf(({ keyword }) => keyword === 'type');
  const disallowed = placesOf(({ keyword }) => keyword === 'enum' || keyword === 'const');
  const empty = placesOf((one) => one.keyword === 'minLength' && valueAt(record, one.instancePath) === '');

  const extraIn = new Map<string, KeywordError[]>();
  for (const error of errors) {
    if (!EXTRA_KEY.has(error.keyword)) continue;
    const beside = extraIn.get(error.instancePath);
    if (beside === undefined) extraIn.set(error.instancePath, [error]);
    else beside.push(error);
  }
  const misnamed = new Map<KeywordError, KeywordError>();
  for (const error of errors) {
    const beside = error.keyword === 'required' ? extraIn.get(error.instancePath) : undefined;
    const instead = beside === undefined ? undefined : misnamedKey(error, beside);
    if (instead !== undefined) misnamed.set(error, instead);
  }
  // Keys that are reported as near misses of missing fields.
  const renamed = new Set([
    ...[...misnamed.values()].map(errorPointer),
    ...nearMisses.filter(({ field }) => field.required).map(({ pointer }) => pointer),
  ]);
  const onlyExtra = errors.every(({ keyword }) => EXTRA_KEY.has(keyword));

  return {
    explain(error, pointer) {
      const { keyword, instancePath, parentSchema } = error;
      if (keyword !== 'type' && keyword !== 'required' && mistyped.has(instancePath)) return true;
      if (LIMITS.test(keyword) && disallowed.has(instancePath)) return true;
      if ((keyword === 'pattern' || keyword === 'format') && empty.has(instancePath)) return true;
      if (EXTRA_KEY.has(keyword) && renamed.has(pointer)) return true;
      if (keyword !== 'unevaluatedProperties' || onlyExtra) return false;
      return describes(parentSchema, keyOfError(error) ?? '', schema.resolve);
    },
    nearMissOf(error, pointer) {
      if (EXTRA_KEY.has(error.keyword)) return nearMisses.find((nearMiss) => nearMiss.pointer === pointer);
      if (error.keyword !== 'required') return undefined;
      const instead = misnamed.get(error);
      const near = nearMisses.find(({ field }) => field.pointer === pointer);
      return near ?? (instead === undefined ? undefined : renaming(error, instead));
    },
  };
}
