import type { NearMiss, SchemaFault } from '../problem/finding.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { nearestName } from '../text/did-you-mean.js';
import { appendToPointer } from '../text/json-pointer.js';
import { valueKind } from '../text/value-kind.js';
import type { Writable } from '../text/writable.js';
import { dateTimeFault } from './date-time.js';
import type { KeywordError } from './event-schema.js';
import type { JsonSchema } from './json-schema.js';
import { formatNeeded, neededValue } from './json-schema.js';

/** The parameter that names the key at fault, where a keyword speaks of a key and not of a value. */
const KEY_PARAMS: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependencies: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
  propertyNames: 'propertyName',
};

/** Keywords that say of a key that it must not be there. */
export const EXTRA_KEY: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties']);

/** The key that an error speaks of, which its `instancePath` does not name; undefined if it speaks of a value. */
export function keyAtFault({ keyword, params }: KeywordError): string | undefined {
  const key = Object.hasOwn(KEY_PARAMS, keyword) ? params[KEY_PARAMS[keyword] ?? ''] : undefined;
  return typeof key === 'string' ? key : undefined;
}

/** The pointer of the field at fault: the value's own, that of a key which is missing or too much, or that of a repeated item. */
export function faultPointer(error: KeywordError): string {
  const { keyword, instancePath, params } = error;
  if (keyword === 'uniqueItems')
    return appendToPointer(instancePath, Math.max(Number(params['i']), Number(params['j'])));
  const key = keyAtFault(error);
  return key === undefined ? instancePath : appendToPointer(instancePath, key);
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

/** Adds what a keyword asks for, as the wording wants it: limits, allowed values, a format, a pattern, forms. */
function addAskedFor(fault: Writable<SchemaFault>, { keyword, params }: KeywordError): void {
  const limit = params['limit'] ?? params['multipleOf'] ?? params['minContains'];
  const { format, pattern, forms, names, passingSchemas, maxContains, i, j, property } = params;
  const allowed = keyword === 'const' ? [params['allowedValue']] : params['allowedValues'];
  if (typeof limit === 'number') fault.limit = limit;
  if (typeof maxContains === 'number') fault.atMost = maxContains;
  if (Array.isArray(allowed)) fault.allowed = allowed.map((one) => JSON.stringify(one));
  if (typeof pattern === 'string') fault.pattern = pattern;
  if (typeof forms === 'number') fault.forms = forms;
  if (Array.isArray(names)) fault.alternatives = names.map(String);
  if (Array.isArray(passingSchemas)) fault.fitting = passingSchemas.map((index) => Number(index) + 1);
  if (typeof i === 'number' && typeof j === 'number') fault.twin = Math.min(i, j);
  if (typeof property === 'string') fault.key = property;
  if (keyword === 'format' && typeof format === 'string') fault.format = formatNeeded(format) ?? format;
}

/** What the fault of an error is judged by. */
export interface FaultContext {
  /** The document that was checked. */
  readonly root: unknown;
  readonly required: boolean;
  /** What the schema says of the value at a pointer. */
  at(pointer: string): JsonSchema;
  /** Fields of a missing `properties` that stand at the top level. */
  readonly strays?: readonly NearMiss[];
  readonly ownId?: boolean;
}

/** The details of a fault: all that its wording needs to know, and nothing of the values at fault. */
export function schemaFault(error: KeywordError, pointer: string, context: FaultContext): SchemaFault {
  const { root, required, at, strays = [], ownId = false } = context;
  const { keyword, instancePath } = error;
  const value = valueAt(root, pointer);
  const field = at(pointer);
  // Where several schemas speak of one value, the one that said no says what is needed.
  const asking = pointer === instancePath && error.parentSchema !== undefined ? error.parentSchema : field;
  const needed = neededValue(asking) ?? neededValue(field);
  const wantsDateTime = asking.format === 'date-time' && (keyword === 'format' || keyword === 'type');
  const length = /^(?:min|max)(?:Length|Items|Properties)$|[iI]tems$/.test(keyword) ? lengthOf(value) : undefined;
  const isExtra = EXTRA_KEY.has(keyword);
  const meant = isExtra
    ? nearestName(pointer.slice(pointer.lastIndexOf('/') + 1), Object.keys(at(instancePath).properties ?? {}))
    : undefined;
  const fault: Writable<SchemaFault> = { keyword, found: valueKind(value), required };
  if (needed !== undefined) fault.needed = needed;
  addAskedFor(fault, error);
  if (length !== undefined) fault.length = length;
  if (field.description !== undefined && !isExtra) fault.description = field.description;
  if (wantsDateTime && value !== null) fault.dateTime = dateTimeFault(value);
  if (keyword === 'type' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    fault.numeric = /number|integer/.test(needed ?? '');
  if (ownId) fault.ownId = ownId;
  if (strays.length > 0) fault.strays = strays;
  if (meant !== undefined) fault.meant = meant;
  if (error.message !== undefined) fault.fallback = error.message;
  return fault;
}
