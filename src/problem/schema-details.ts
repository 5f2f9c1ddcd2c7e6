import type { NearMiss } from './near-miss.js';

/** Why a value is not an RFC 3339 date-time, as far as it can be recognised. */
export type DateTimeErrorKind =
  | 'epoch'
  | 'epoch-fine'
  | 'not-a-time'
  | 'no-offset'
  | 'no-seconds'
  | 'no-time'
  | 'no-t'
  | 'offset-form'
  | 'impossible'
  | 'other';

/** What is known about a value, whichever keyword rejected it. */
interface ValueDetails {
  /** The kind of value that was found, such as `a string` or `an empty string`. */
  readonly found: string;
  /** Whether the field is required. */
  readonly required: boolean;
  /** What is needed there, such as `a number` or `a non-empty string`; undefined where the schema does not describe it. */
  readonly needed?: string;
  /** The field's description in its schema. */
  readonly description?: string;
}

/** A limit, and the length of the value in the keyword's own unit: characters, items or keys. */
interface LengthLimit {
  readonly limit: number;
  readonly length: number;
}

interface ReplaceableValue {
  /** Where a usable value of the field is, whose own value is null or empty. */
  readonly nearMiss?: NearMiss;
}

interface Limit {
  readonly limit: number;
}

interface AllowedValues {
  /** As JSON, in the order of the schema. */
  readonly allowed: readonly string[];
}

interface ExtraKey {
  readonly nearMiss?: NearMiss;
  /** The known key that the extra one seems to mean. */
  readonly meant?: string;
}

interface Branches {
  /** How many branches there are, and which of them fit (from 1) where only one may. */
  readonly forms: number;
  readonly fitting?: readonly number[];
  /** Fields of which one has to be there, where that is all that the branches ask for. */
  readonly alternatives?: readonly string[];
}

interface DependentKey {
  /** The key that requires the missing one. */
  readonly key?: string;
}

/** What each keyword's message needs to know beside the value's own details. */
interface KeywordDetails {
  required: {
    readonly nearMiss?: NearMiss;
    /** True if a chat message's id is missing while Segment's own id for the call is there and may be taken for it. */
    readonly ownId?: boolean;
    /** Fields of a missing `properties` that stand at the top level, under their own or other names. */
    readonly strays?: readonly NearMiss[];
  };
  type: ReplaceableValue & {
    readonly dateTime?: DateTimeErrorKind;
    /** True where a number is needed and the string at that place holds one. */
    readonly numeric?: boolean;
    /** True where an object is needed and the string at that place holds one as JSON. */
    readonly stringified?: boolean;
  };
  const: AllowedValues;
  enum: AllowedValues;
  minLength: LengthLimit & ReplaceableValue;
  maxLength: LengthLimit;
  minItems: LengthLimit;
  maxItems: LengthLimit;
  items: LengthLimit;
  additionalItems: LengthLimit;
  unevaluatedItems: LengthLimit;
  minProperties: LengthLimit;
  maxProperties: LengthLimit;
  minimum: Limit;
  maximum: Limit;
  exclusiveMinimum: Limit;
  exclusiveMaximum: Limit;
  multipleOf: Limit;
  format: {
    /** A description of the format, such as `an email address`; else its name. */
    readonly format?: string;
    readonly dateTime?: DateTimeErrorKind;
  };
  pattern: { readonly pattern: string };
  uniqueItems: {
    /** The index of the equal item. */
    readonly twin: number;
  };
  /** `atMost` is there where the number of matching items has an upper limit. */
  contains: Limit & { readonly atMost?: number };
  additionalProperties: ExtraKey;
  unevaluatedProperties: ExtraKey;
  propertyNames: Record<never, never>;
  dependencies: DependentKey;
  dependentRequired: DependentKey;
  anyOf: Branches;
  oneOf: Branches;
  not: Record<never, never>;
  'false schema': Record<never, never>;
  /** A keyword without a message of its own, with what the validator reports. */
  other: { readonly name: string; readonly reported?: string };
}

/** The keywords of JSON Schema that have a message, as JSON Schema writes them. */
export type SchemaKeyword = keyof KeywordDetails;

/** The details of a finding of a keyword. Never a value from the log: only names, kinds, lengths and counts. */
export type SchemaDetailsOf<Keyword extends SchemaKeyword> = ValueDetails &
  KeywordDetails[Keyword] & { readonly keyword: Keyword };

/** The details of a `schema/*` finding: a union by keyword. */
export type SchemaDetails = { [Keyword in SchemaKeyword]: SchemaDetailsOf<Keyword> }[SchemaKeyword];
