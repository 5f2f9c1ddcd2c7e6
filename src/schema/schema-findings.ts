import type { Finding, NearMiss, SchemaFault } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import { appendToPointer } from '../problem/json-pointer.js';
import { valueKind } from '../problem/value-kind.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { dateTimeFault } from './date-time.js';
import type { EventSchema, Field, KeywordError } from './event-schema.js';
import { neededValue } from './json-schema.js';

/** The `anyOf` of the envelope that says a call needs a userId or an anonymousId; `call/missing-identity` speaks of it. */
const IDENTITY = '#/definitions/identity/anyOf';

/** Keywords that only repeat what errors inside of them say. */
const PARENTS = new Set(['if', 'allOf', '$ref']);

/** A field that is missing while its value sits elsewhere. */
export interface FoundField extends NearMiss {
  readonly field: Field;
}

/** What the errors of one record mean. */
export interface SchemaFindings {
  readonly findings: readonly Finding[];
  /** True if the call has no usable userId or anonymousId. */
  readonly identityMissing: boolean;
}

/** The pointer of the field at fault: the value's own, or that of the key which is missing or too much. */
function faultPointer({ keyword, instancePath, params }: KeywordError): string {
  const key =
    keyword === 'required' || keyword === 'dependencies' || keyword === 'dependentRequired'
      ? params['missingProperty']
      : keyword === 'additionalProperties'
        ? params['additionalProperty']
        : keyword === 'unevaluatedProperties'
          ? params['unevaluatedProperty']
          : keyword === 'propertyNames'
            ? params['propertyName']
            : undefined;
  return typeof key === 'string' ? appendToPointer(instancePath, key) : instancePath;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function faultOf(
  error: KeywordError,
  pointer: string,
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly NearMiss[],
): SchemaFault {
  const { keyword, params } = error;
  const value = valueAt(record, pointer);
  const field = schema.at(pointer);
  const needed = neededValue(field);
  const limit = params['limit'] ?? params['multipleOf'];
  const allowed = keyword === 'const' ? [params['allowedValue']] : params['allowedValues'];
  const wantsDateTime = field.format === 'date-time' && (keyword === 'format' || keyword === 'type');
  const length = /^(?:min|max)(?:Length|Items|Properties)$/.test(keyword) ? lengthOf(value) : undefined;
  const dependsOn = params['property'];
  const { required } = schema.fields.find((known) => known.pointer === pointer) ?? { required: false };
  const stray =
    keyword === 'required' && pointer === '/properties'
      ? nearMisses.filter(({ belongsIn }) => belongsIn === 'properties')
      : [];
  return {
    keyword,
    found: valueKind(value),
    required,
    ...(needed === undefined ? {} : { needed }),
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(Array.isArray(allowed) ? { allowed: allowed.map((one) => JSON.stringify(one)) } : {}),
    ...(length === undefined ? {} : { length }),
    ...(typeof dependsOn === 'string' ? { key: dependsOn } : {}),
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(wantsDateTime && value !== null ? { dateTime: dateTimeFault(value) } : {}),
    ...(keyword === 'type' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? { numeric: /number|integer/.test(needed ?? '') }
      : {}),
    ...(keyword === 'required' && pointer === '/properties/messageId' && Object.hasOwn(record, 'messageId')
      ? { ownId: true }
      : {}),
    ...(stray.length > 0 ? { strays: stray } : {}),
    ...(error.message === undefined ? {} : { fallback: error.message }),
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
  const identityMissing = errors.some(({ keyword, schemaPath }) => keyword === 'anyOf' && schemaPath === IDENTITY);
  // What failed within a branch is told by the keyword that has the branches.
  const branches = errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'contains')
    .map(({ schemaPath }) => `${schemaPath}/`);
  // A value of the wrong type fails limits, too; its type is the fault.
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const error of errors) {
    if (PARENTS.has(error.keyword) || error.schemaPath.startsWith(IDENTITY)) continue;
    if (error.propertyName !== undefined || branches.some((path) => error.schemaPath.startsWith(path))) continue;
    if (error.keyword !== 'type' && error.keyword !== 'required' && mistyped.has(error.instancePath)) continue;
    const pointer = faultPointer(error);
    if (identityMissing && (pointer === '/userId' || pointer === '/anonymousId')) continue;
    // A missing or mistyped value is one fault, however many schemas say so; `enum` and `const` repeat each other.
    const rule = schemaRule(error.keyword === 'const' ? 'enum' : error.keyword);
    if (seen.has(`${rule} ${pointer}`)) continue;
    seen.add(`${rule} ${pointer}`);
    const nearMiss =
      error.keyword === 'required' ? nearMisses.find(({ field }) => field.pointer === pointer) : undefined;
    const details = faultOf(error, pointer, record, schema, nearMisses);
    findings.push({
      rule: schemaRule(error.keyword),
      pointer,
      details: nearMiss === undefined ? details : { ...details, nearMiss },
    });
  }
  return { findings, identityMissing };
}
