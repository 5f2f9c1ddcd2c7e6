import type { SchemaDetailsOf, SchemaKeyword } from '../problem/schema-details.js';
import { safeName } from '../text/safe-name.js';
import type { Explanation, Rule, SchemaMessage } from './rule.js';
import * as additionalItems from './schema/additional-items.js';
import * as additionalProperties from './schema/additional-properties.js';
import * as anyOf from './schema/any-of.js';
import * as constKeyword from './schema/const.js';
import * as contains from './schema/contains.js';
import * as dependencies from './schema/dependencies.js';
import * as dependentRequired from './schema/dependent-required.js';
import * as enumKeyword from './schema/enum.js';
import * as exclusiveMaximum from './schema/exclusive-maximum.js';
import * as exclusiveMinimum from './schema/exclusive-minimum.js';
import * as falseSchema from './schema/false-schema.js';
import * as format from './schema/format.js';
import * as items from './schema/items.js';
import * as maxItems from './schema/max-items.js';
import * as maxLength from './schema/max-length.js';
import * as maxProperties from './schema/max-properties.js';
import * as maximum from './schema/maximum.js';
import * as minItems from './schema/min-items.js';
import * as minLength from './schema/min-length.js';
import * as minProperties from './schema/min-properties.js';
import * as minimum from './schema/minimum.js';
import * as multipleOf from './schema/multiple-of.js';
import * as notKeyword from './schema/not.js';
import * as oneOf from './schema/one-of.js';
import * as pattern from './schema/pattern.js';
import * as propertyNames from './schema/property-names.js';
import * as required from './schema/required.js';
import * as type from './schema/type.js';
import * as unevaluatedItems from './schema/unevaluated-items.js';
import * as unevaluatedProperties from './schema/unevaluated-properties.js';
import * as uniqueItems from './schema/unique-items.js';

/** The rules of JSON Schema's keywords, in the order in which people are shown them. `schema/schema-findings.ts` detects them. */
export const SCHEMA_RULES: Readonly<Record<Exclude<SchemaKeyword, 'other'>, Rule<`schema/${string}`>>> = {
  required: required.rule,
  type: type.rule,
  minLength: minLength.rule,
  maxLength: maxLength.rule,
  minimum: minimum.rule,
  format: format.rule,
  const: constKeyword.rule,
  enum: enumKeyword.rule,
  pattern: pattern.rule,
  maximum: maximum.rule,
  exclusiveMinimum: exclusiveMinimum.rule,
  exclusiveMaximum: exclusiveMaximum.rule,
  multipleOf: multipleOf.rule,
  minItems: minItems.rule,
  maxItems: maxItems.rule,
  uniqueItems: uniqueItems.rule,
  contains: contains.rule,
  additionalItems: additionalItems.rule,
  items: items.rule,
  unevaluatedItems: unevaluatedItems.rule,
  minProperties: minProperties.rule,
  maxProperties: maxProperties.rule,
  propertyNames: propertyNames.rule,
  additionalProperties: additionalProperties.rule,
  unevaluatedProperties: unevaluatedProperties.rule,
  dependencies: dependencies.rule,
  dependentRequired: dependentRequired.rule,
  anyOf: anyOf.rule,
  oneOf: oneOf.rule,
  not: notKeyword.rule,
  'false schema': falseSchema.rule,
};

type SchemaMessages = { readonly [Keyword in SchemaKeyword]: SchemaMessage<Keyword> };

export const SCHEMA_MESSAGES: SchemaMessages = {
  required: required.message,
  type: type.message,
  minLength: minLength.message,
  maxLength: maxLength.message,
  minimum: minimum.message,
  format: format.message,
  const: constKeyword.message,
  enum: enumKeyword.message,
  pattern: pattern.message,
  maximum: maximum.message,
  exclusiveMinimum: exclusiveMinimum.message,
  exclusiveMaximum: exclusiveMaximum.message,
  multipleOf: multipleOf.message,
  minItems: minItems.message,
  maxItems: maxItems.message,
  uniqueItems: uniqueItems.message,
  contains: contains.message,
  additionalItems: additionalItems.message,
  items: items.message,
  unevaluatedItems: unevaluatedItems.message,
  minProperties: minProperties.message,
  maxProperties: maxProperties.message,
  propertyNames: propertyNames.message,
  additionalProperties: additionalProperties.message,
  unevaluatedProperties: unevaluatedProperties.message,
  dependencies: dependencies.message,
  dependentRequired: dependentRequired.message,
  anyOf: anyOf.message,
  oneOf: oneOf.message,
  not: notKeyword.message,
  'false schema': falseSchema.message,
  other: ({ name, reported }: SchemaDetailsOf<'other'>, path) => ({
    message: `${path} ${reported ?? `does not satisfy ${safeName(name)}`}`,
  }),
};

/** The keywords that the schemas of this package use. The others appear in schemas of the user's own only. */
export const SCHEMA_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  'schema/required': required.explanation,
  'schema/type': type.explanation,
  'schema/min-length': minLength.explanation,
  'schema/max-length': maxLength.explanation,
  'schema/minimum': minimum.explanation,
  'schema/format': format.explanation,
};
