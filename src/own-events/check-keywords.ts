import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { OWN_KEYWORDS } from '../schema/json-schema.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { SchemaSource } from './schema-source.js';
import { DRAFT_URLS, sourceFailure } from './schema-source.js';
import { regExpFault } from './to-reg-exp.js';

/** What we do not do, so that nobody believes it is done. */
const UNSUPPORTED = ['$dynamicRef', '$recursiveRef'];

/** Keywords whose keys are names of properties, and in which Ajv passes over `__proto__`. */
const DEPENDENCIES = ['dependencies', 'dependentRequired', 'dependentSchemas'];

/** The keywords of draft-07 that say no to a value. */
const ASSERTIONS = new Set(
  'additionalItems additionalProperties allOf anyOf const contains dependencies else enum exclusiveMaximum exclusiveMinimum format if items maxItems maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf not oneOf pattern patternProperties properties propertyNames required then type uniqueItems'.split(
    ' ',
  ),
);

/** The patterns that a schema holds, with where they stand. */
function patternsIn({ pattern, patternProperties }: JsonObject, pointer: string): [pattern: string, at: string][] {
  const keys = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  return [
    ...(typeof pattern === 'string' ? [[pattern, `${pointer}/pattern`] as [string, string]] : []),
    ...keys.map((key): [string, string] => [key, appendToPointer(`${pointer}/patternProperties`, key)]),
  ];
}

/**
 * Checks a schema, its subschemas apart, for what the schema of its draft lets pass and validators pass over in silence or
 * take amiss. @throws {Failure} naming the place.
 */
export function checkKeywords(source: SchemaSource, schema: JsonObject, pointer: string): void {
  const fail = (keyword: string, message: string, hint: string | undefined): never => {
    throw sourceFailure(source, appendToPointer(pointer, keyword), `${keyword} ${message}`, hint);
  };
  for (const keyword of UNSUPPORTED) {
    if (typeof schema[keyword] === 'string') fail(keyword, 'is not supported', 'use $ref instead');
  }
  if (Array.isArray(schema['enum']) && schema['enum'].length === 0) {
    fail('enum', 'is empty, so that no value is right', 'list the values that are');
  }
  const ignored =
    source.draft === 'draft-07' && typeof schema['$ref'] === 'string'
      ? Object.keys(schema).find((key) => ASSERTIONS.has(key))
      : undefined;
  if (ignored !== undefined) {
    const newer = `name 2020-12 as the $schema: ${DRAFT_URLS['2020-12']}`;
    fail(ignored, 'stands beside a $ref, where draft-07 ignores it', `put the two into allOf, or ${newer}`);
  }
  for (const keyword of DEPENDENCIES) {
    const names = schema[keyword];
    if (!isObject(names) || !Object.hasOwn(names, '__proto__')) continue;
    fail(keyword, 'of a property called __proto__ is not supported', 'use if, then and required instead');
  }
  for (const [pattern, at] of patternsIn(schema, pointer)) {
    const fault = regExpFault(pattern);
    if (fault === undefined) continue;
    throw sourceFailure(source, at, `${safeName(pattern)} is not a regular expression`, `JavaScript says: ${fault}`);
  }
  for (const keyword of OWN_KEYWORDS) {
    const value = schema[keyword];
    if (value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'))) continue;
    const found = Array.isArray(value) ? 'an array of other things' : valueKind(value);
    fail(keyword, `is ${found}; an array of strings is needed`, 'write it like ["order_id", "orderID"]');
  }
}
