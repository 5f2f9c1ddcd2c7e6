import type { Finding, NearMiss } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import { pointerToPath } from '../problem/json-pointer.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import type { EventSchema, KeywordError } from './event-schema.js';
import type { Field } from './field.js';
import { documents } from './generated/built-in.js';
import type { ResolveRef } from './json-schema.js';
import { normalName } from './normal-name.js';
import { oneEditAway } from './one-edit-away.js';
import { EXTRA_KEY, faultPointer, keyAtFault, schemaFault } from './schema-fault.js';
import { toldErrors } from './told-errors.js';

/** The `anyOf` of the envelope that says a call needs a userId or an anonymousId; `call/missing-identity` speaks of it. */
const IDENTITY = '#/definitions/identity/anyOf';

/** Keywords of one family: a field's fault is one, whichever of them found it. */
const FAMILY: Readonly<Record<string, string>> = {
  const: 'enum',
  unevaluatedProperties: 'additionalProperties',
  dependencies: 'required',
  dependentRequired: 'required',
};

/** Limits of a value that mean nothing where it should be another value altogether. */
const LIMITS = /^(?:pattern|format|m(?:in|ax)Length|m(?:in|ax)imum|exclusive\w+|multipleOf)$/;

/** A field that is missing while its value sits elsewhere. */
export interface FoundField extends NearMiss {
  readonly field: Field;
  /** Where the value was found. */
  readonly pointer: string;
}

/** What the errors of one record mean. */
export interface SchemaFindings {
  readonly findings: readonly Finding[];
  /** True if the call has no usable userId or anonymousId. */
  readonly identityMissing: boolean;
}

let identityText: string | undefined;
const compared = new WeakMap<object, boolean>();

/** Whether an error is that of the identity, in a schema compiled at build time or in one that took the envelope in. */
function isIdentity({ keyword, schemaPath, schema }: KeywordError): boolean {
  if (keyword !== 'anyOf') return false;
  if (schemaPath === IDENTITY) return true;
  if (typeof schema !== 'object' || schema === null) return false;
  let same = compared.get(schema);
  if (same === undefined) {
    identityText ??= JSON.stringify(valueAt(documents['envelope'], IDENTITY.slice(1)));
    same = JSON.stringify(schema) === identityText;
    compared.set(schema, same);
  }
  return same;
}

/** Whether an error is one of an identity's branches. */
function isInIdentity({ schemaPath, parentSchema }: KeywordError, found: readonly KeywordError[]): boolean {
  if (schemaPath.startsWith(IDENTITY)) return true;
  return found.some(({ schema }) =>
    ((schema ?? []) as readonly JsonObject[]).some(
      (branch) =>
        branch === parentSchema ||
        Object.values(branch['properties'] as JsonObject).some((one) => one === parentSchema),
    ),
  );
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

/** A key that must not be there and is nearly the name of one that is missing beside it: one fault, one mend. */
function misnamedKey(missing: KeywordError, extra: readonly KeywordError[]): KeywordError | undefined {
  const name = normalName(keyAtFault(missing) ?? '');
  return extra.find((error) => {
    const key = normalName(keyAtFault(error) ?? '');
    return error.instancePath === missing.instancePath && (key === name || oneEditAway(key, name));
  });
}

function renaming(missing: KeywordError, instead: KeywordError): NearMiss {
  const path = pointerToPath(missing.instancePath);
  return {
    foundName: keyAtFault(instead) ?? '',
    foundIn: path,
    name: keyAtFault(missing) ?? '',
    belongsIn: path,
  };
}

function findingOf(
  error: KeywordError,
  pointer: string,
  nearMiss: NearMiss | undefined,
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly FoundField[],
): Finding {
  const isRequired = error.keyword === 'required';
  const details = schemaFault(error, pointer, {
    root: record,
    required: schema.fields.find((known) => known.pointer === pointer)?.required ?? false,
    at: (where) => schema.at(where),
    ownId: isRequired && pointer === '/properties/messageId' && Object.hasOwn(record, 'messageId'),
    strays:
      isRequired && pointer === '/properties' ? nearMisses.filter(({ belongsIn }) => belongsIn === 'properties') : [],
  });
  return {
    rule: schemaRule(error.keyword),
    pointer,
    details: nearMiss === undefined ? details : { ...details, nearMiss },
  };
}

/**
 * Turns the errors that a compiled schema left behind into findings: one for each fault, at the field at fault, without
 * the noise of keywords that contain others.
 */
export function schemaFindings(
  errors: readonly KeywordError[],
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly FoundField[],
): SchemaFindings {
  const identities = errors.filter(isIdentity);
  const identityMissing = identities.length > 0;
  const told = toldErrors(
    errors.filter((error) => !isIdentity(error) && !isInIdentity(error, identities)),
    schema.resolve,
  );
  // A value of the wrong type fails limits, too; its type is the fault. So it is with a value that is none of those allowed.
  const mistyped = new Set(told.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  const disallowed = new Set(
    told.filter(({ keyword }) => keyword === 'enum' || keyword === 'const').map(({ instancePath }) => instancePath),
  );
  const empty = new Set(
    told
      .filter(({ keyword, instancePath }) => keyword === 'minLength' && valueAt(record, instancePath) === '')
      .map(({ instancePath }) => instancePath),
  );
  const missing = told.filter(({ keyword }) => keyword === 'required');
  const extra = told.filter(({ keyword }) => EXTRA_KEY.has(keyword));
  const misnamed = new Map(missing.map((error) => [error, misnamedKey(error, extra)]));
  // Told with the field that is missing while these hold its value.
  const explained = new Set([
    ...[...misnamed.values()].flatMap((error) => (error === undefined ? [] : [faultPointer(error)])),
    ...nearMisses.filter(({ field }) => field.required).map(({ pointer }) => pointer),
  ]);

  const isNoise = (error: KeywordError, pointer: string): boolean => {
    const { keyword, instancePath, parentSchema } = error;
    if (identityMissing && (pointer === '/userId' || pointer === '/anonymousId')) return true;
    if (keyword !== 'type' && keyword !== 'required' && mistyped.has(instancePath)) return true;
    if (LIMITS.test(keyword) && disallowed.has(instancePath)) return true;
    if ((keyword === 'pattern' || keyword === 'format') && empty.has(instancePath)) return true;
    if (EXTRA_KEY.has(keyword) && explained.has(pointer)) return true;
    if (keyword !== 'unevaluatedProperties' || told.every((other) => EXTRA_KEY.has(other.keyword))) return false;
    return describes(parentSchema, keyAtFault(error) ?? '', schema.resolve);
  };

  const nearMissOf = (error: KeywordError, pointer: string): NearMiss | undefined => {
    if (EXTRA_KEY.has(error.keyword)) return nearMisses.find((nearMiss) => nearMiss.pointer === pointer);
    const instead = misnamed.get(error);
    const near = error.keyword === 'required' && nearMisses.find(({ field }) => field.pointer === pointer);
    return near || (instead === undefined ? undefined : renaming(error, instead));
  };
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const error of told) {
    const pointer = faultPointer(error);
    if (isNoise(error, pointer)) continue;
    const fault = `${FAMILY[error.keyword] ?? error.keyword} ${pointer}`;
    if (seen.has(fault)) continue;
    seen.add(fault);
    findings.push(findingOf(error, pointer, nearMissOf(error, pointer), record, schema, nearMisses));
  }
  return { findings, identityMissing };
}
