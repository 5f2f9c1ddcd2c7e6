import type { NearMiss } from '../problem/finding.js';
import type { SchemaDetails, SchemaDetailsOf, SchemaKeyword } from '../problem/schema-details.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { nearestName } from '../text/did-you-mean.js';
import { appendToPointer } from '../text/json-pointer.js';
import { valueKind } from '../text/value-kind.js';
import { dateTimeErrorKind } from './date-time.js';
import type { KeywordError } from './event-schema.js';
import type { JsonSchema } from './json-schema.js';
import { formatNeeded, neededValue } from './json-schema.js';

/** The parameter that names the key, where a keyword rejects a key and not a value. */
const KEY_PARAMS: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  dependencies: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
  propertyNames: 'propertyName',
};

/** Keywords that reject a key because its schema does not describe it. */
export const EXTRA_KEY: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties']);

/** The key that an error is about, which its `instancePath` does not name; undefined if it is about a value. */
export function keyOfError({ keyword, params }: KeywordError): string | undefined {
  const key = Object.hasOwn(KEY_PARAMS, keyword) ? params[KEY_PARAMS[keyword] ?? ''] : undefined;
  return typeof key === 'string' ? key : undefined;
}

/** The pointer of a problem: to the value, to the key that is missing or must not be there, or to the repeated item. */
export function errorPointer(error: KeywordError): string {
  const { keyword, instancePath, params } = error;
  if (keyword === 'uniqueItems')
    return appendToPointer(instancePath, Math.max(Number(params['i']), Number(params['j'])));
  const key = keyOfError(error);
  return key === undefined ? instancePath : appendToPointer(instancePath, key);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

/** What the details of an error are made from, beside the error itself. */
export interface ErrorContext {
  /** The document that was checked. */
  readonly root: unknown;
  readonly required: boolean;
  /** What the schema says about the value at a pointer. */
  at(pointer: string): JsonSchema;
  readonly nearMiss?: NearMiss | undefined;
  /** Fields of a missing `properties` that stand at the top level. */
  readonly strays?: readonly NearMiss[];
  /** Whether the record has a messageId at the top level. */
  readonly ownId?: boolean;
}

/** An error with all that the table below reads. */
interface Inspected {
  readonly error: KeywordError;
  readonly pointer: string;
  readonly context: ErrorContext;
  readonly value: unknown;
  readonly needed: string | undefined;
  readonly wantsDateTime: boolean;
}

/** The members of an object that are not undefined. */
function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const members: Partial<Value> = {};
  for (const key in value) if (value[key] !== undefined) members[key] = value[key];
  return members as never;
}

function numberParam({ params }: KeywordError, ...names: readonly string[]): number {
  const found = names.map((name) => params[name]).find((value) => typeof value === 'number');
  return typeof found === 'number' ? found : 0;
}

const withLength = ({ error, value }: Inspected) => ({ limit: numberParam(error, 'limit'), length: lengthOf(value) });

const withNearMiss = ({ context: { nearMiss } }: Inspected) => defined({ nearMiss });

const withLimit = ({ error }: Inspected) => ({ limit: numberParam(error, 'limit', 'multipleOf') });

const withKey = ({ error: { params } }: Inspected) =>
  typeof params['property'] === 'string' ? { key: params['property'] } : {};

const nothingMore = (): Record<never, never> => ({});

function withAllowed({ error: { keyword, params } }: Inspected): { allowed: string[] } {
  const allowed = keyword === 'const' ? [params['allowedValue']] : params['allowedValues'];
  return { allowed: Array.isArray(allowed) ? allowed.map((one) => JSON.stringify(one)) : [] };
}

function withMeant({ error, pointer, context }: Inspected) {
  const key = pointer.slice(pointer.lastIndexOf('/') + 1);
  const known = Object.keys(context.at(error.instancePath).properties ?? {});
  return defined({ nearMiss: context.nearMiss, meant: nearestName(key, known) });
}

function withBranches({ error }: Inspected) {
  const { forms, names, passingSchemas } = error.params;
  return defined({
    forms: typeof forms === 'number' ? forms : 0,
    alternatives: Array.isArray(names) ? names.map(String) : undefined,
    fitting: Array.isArray(passingSchemas) ? passingSchemas.map((index) => Number(index) + 1) : undefined,
  });
}

function withDateTime({ value, wantsDateTime }: Inspected) {
  return wantsDateTime && value !== null ? { dateTime: dateTimeErrorKind(value) } : {};
}

function holdsNumber(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

/** Whether a string is the JSON of an object. Longer texts than Segment takes are not parsed. */
function holdsObject(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\s*\{/.test(value) || value.length > MAX_PARSED_LENGTH) return false;
  try {
    return isObject(JSON.parse(value));
  } catch {
    return false;
  }
}

/** In UTF-16 units; an event has at most 32 KB. */
const MAX_PARSED_LENGTH = 32 * 1024;

type DetailsTable = {
  readonly [Keyword in SchemaKeyword]: (
    inspected: Inspected,
  ) => Omit<SchemaDetailsOf<Keyword>, 'keyword' | 'found' | 'required' | 'needed' | 'description'>;
};

/** What each keyword's message needs to know. */
const KEYWORD_DETAILS: DetailsTable = {
  required: ({ context: { nearMiss, strays = [], ownId } }) =>
    defined({
      nearMiss,
      strays: strays.length > 0 ? strays : undefined,
      ownId: ownId === true ? true : undefined,
    }),
  type: (inspected) => ({
    ...withNearMiss(inspected),
    ...withDateTime(inspected),
    ...(holdsNumber(inspected.value) && /number|integer/.test(inspected.needed ?? '') ? { numeric: true } : {}),
    ...(inspected.needed === 'an object' && holdsObject(inspected.value) ? { stringified: true } : {}),
  }),
  const: withAllowed,
  enum: withAllowed,
  minLength: (inspected) => ({ ...withLength(inspected), ...withNearMiss(inspected) }),
  maxLength: withLength,
  minItems: withLength,
  maxItems: withLength,
  items: withLength,
  additionalItems: withLength,
  unevaluatedItems: withLength,
  minProperties: withLength,
  maxProperties: withLength,
  minimum: withLimit,
  maximum: withLimit,
  exclusiveMinimum: withLimit,
  exclusiveMaximum: withLimit,
  multipleOf: withLimit,
  format: (inspected) => {
    const { format } = inspected.error.params;
    return {
      ...(typeof format === 'string' ? { format: formatNeeded(format) ?? format } : {}),
      ...withDateTime(inspected),
    };
  },
  pattern: ({ error }) => ({ pattern: String(error.params['pattern'] ?? '') }),
  uniqueItems: ({ error: { params } }) => ({ twin: Math.min(Number(params['i']), Number(params['j'])) }),
  contains: ({ error }) => {
    const { maxContains, minContains } = error.params;
    return {
      limit: typeof minContains === 'number' ? minContains : 1,
      ...(typeof maxContains === 'number' ? { atMost: maxContains } : {}),
    };
  },
  additionalProperties: withMeant,
  unevaluatedProperties: withMeant,
  propertyNames: nothingMore,
  dependencies: withKey,
  dependentRequired: withKey,
  anyOf: withBranches,
  oneOf: withBranches,
  not: nothingMore,
  'false schema': nothingMore,
  other: ({ error: { keyword, message } }) => defined({ name: keyword, reported: message }),
};

/** The details of an error: all that its message needs to know, and nothing of the value itself. */
export function errorDetails(error: KeywordError, pointer: string, context: ErrorContext): SchemaDetails {
  const { keyword, instancePath, parentSchema, params } = error;
  const value = valueAt(context.root, pointer);
  const field = context.at(pointer);
  // Where several schemas describe one value, the one that rejected it knows what is needed.
  const asking = pointer === instancePath && parentSchema !== undefined ? parentSchema : field;
  const needed =
    neededValue(asking) ??
    neededValue(field) ??
    (keyword === 'type' ? neededValue({ type: params['type'] as string }) : undefined);
  const wantsDateTime = asking.format === 'date-time';
  const known = Object.hasOwn(KEYWORD_DETAILS, keyword) ? (keyword as SchemaKeyword) : 'other';
  const details = KEYWORD_DETAILS[known]({ error, pointer, context, value, needed, wantsDateTime });
  return {
    keyword: known,
    found: valueKind(value),
    required: context.required,
    ...(needed === undefined ? {} : { needed }),
    ...(field.description === undefined || EXTRA_KEY.has(keyword) ? {} : { description: field.description }),
    ...details,
  } as SchemaDetails;
}
