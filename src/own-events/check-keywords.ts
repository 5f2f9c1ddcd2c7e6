import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { OWN_KEYWORDS } from '../schema/json-schema.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { SchemaSource } from './schema-source.js';
import { DRAFT_URLS, sourceFailure } from './schema-source.js';
import { regExpFault } from './to-reg-exp.js';

/** Keywords that are refused, since they would be ignored. */
const UNSUPPORTED = ['$dynamicRef', '$recursiveRef'];

/** Keywords whose keys are names of properties, and in which Ajv passes over `__proto__`. */
const DEPENDENCIES = ['dependencies', 'dependentRequired', 'dependentSchemas'];

/** The keywords of draft-07 that can reject a value. */
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

/** What is wrong with a keyword, and what to do about it. */
interface KeywordFault {
  readonly keyword: string;
  readonly message: string;
  readonly hint: string;
}

/** Each check returns the first fault that it finds. */
const CHECKS: readonly ((schema: JsonObject, source: SchemaSource) => KeywordFault | undefined)[] = [
  function unsupported(schema) {
    const keyword = UNSUPPORTED.find((name) => typeof schema[name] === 'string');
    return keyword === undefined ? undefined : { keyword, message: 'is not supported', hint: 'use $ref instead' };
  },
  function emptyEnum({ enum: values }) {
    if (!Array.isArray(values) || values.length > 0) return undefined;
    return { keyword: 'enum', message: 'is empty, so no value is allowed', hint: 'list the values that are' };
  },
  function ignoredBesideRef(schema, { draft }) {
    if (draft !== 'draft-07' || typeof schema['$ref'] !== 'string') return undefined;
    const keyword = Object.keys(schema).find((key) => ASSERTIONS.has(key));
    if (keyword === undefined) return undefined;
    const hint = `put the two into allOf, or name 2020-12 as the $schema: ${DRAFT_URLS['2020-12']}`;
    return { keyword, message: 'stands beside a $ref, where draft-07 ignores it', hint };
  },
  function protoDependency(schema) {
    const keyword = DEPENDENCIES.find((name) => isObject(schema[name]) && Object.hasOwn(schema[name], '__proto__'));
    if (keyword === undefined) return undefined;
    const message = 'of a property called __proto__ is not supported';
    return { keyword, message, hint: 'use if, then and required instead' };
  },
  function wrongNames(schema) {
    const areNames = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');
    const keyword = OWN_KEYWORDS.find((name) => schema[name] !== undefined && !areNames(schema[name]));
    if (keyword === undefined) return undefined;
    const found = Array.isArray(schema[keyword]) ? 'an array of other things' : valueKind(schema[keyword]);
    const hint = 'write it like ["order_id", "orderID"]';
    return { keyword, message: `is ${found}; an array of strings is needed`, hint };
  },
];

/**
 * Checks a schema, its subschemas apart, for what the schema of its draft accepts and validators ignore or misread.
 * @throws {Failure} naming the place.
 */
export function checkKeywords(source: SchemaSource, schema: JsonObject, pointer: string): void {
  for (const check of CHECKS) {
    const fault = check(schema, source);
    if (fault === undefined) continue;
    const { keyword, message, hint } = fault;
    throw sourceFailure(source, appendToPointer(pointer, keyword), `${keyword} ${message}`, hint);
  }
  for (const [pattern, at] of patternsIn(schema, pointer)) {
    const fault = regExpFault(pattern);
    if (fault === undefined) continue;
    throw sourceFailure(source, at, `${safeName(pattern)} is not a regular expression`, `JavaScript says: ${fault}`);
  }
}
