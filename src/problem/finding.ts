import { memoize } from '../text/memoize.js';
import type { RecordStart, Span } from './problem.js';
import type { SchemaDetails } from './schema-details.js';

export type { NearMiss } from './near-miss.js';

/** What is wrong with the syntax of a record. */
export type SyntaxFault =
  | 'bad-escape'
  | 'bad-number'
  | 'broken-batch'
  | 'byte-order-mark'
  | 'comment'
  | 'control-character'
  | 'document-among-lines'
  | 'document-not-closed'
  | 'foreign-literal'
  | 'line-break-in-string'
  | 'missing-colon'
  | 'missing-comma'
  | 'missing-key'
  | 'missing-value'
  | 'mismatched-bracket'
  | 'not-json'
  | 'not-writable'
  | 'python-literal'
  | 'comma-after-record'
  | 'repeated-batch'
  | 'second-document'
  | 'second-value'
  | 'several-values'
  | 'single-quotes'
  | 'text-before-record'
  | 'trailing-comma'
  | 'truncated'
  | 'unexpected-character'
  | 'unquoted-key'
  | 'unquoted-text';

/** Another record that a finding refers to. */
export interface OtherRecord extends RecordStart {
  /** How it differs from the record of the finding: in the file, in the line, or only in the number of the record on that line. */
  readonly differsIn: 'file' | 'line' | 'record';
}

/** Kinds of personal data that can be recognised by their form. */
export type PersonalKind = 'email' | 'phone' | 'card' | 'iban' | 'key';

/** An event's name as it was found, the name that is meant, and where that one is defined. */
export interface MeantEvent {
  readonly found: string;
  readonly name: string;
  readonly origin: 'spec' | 'own' | 'plan';
}

/**
 * The details of each rule's findings: what its message needs to know. Never a value from the log, only names, kinds, lengths and
 * counts. Each rule adds its own entry in its file, `src/rules/<group>/<rule>.ts`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the rules fill it
export interface FindingDetails {}

/** A rule that is not of a schema's keyword. */
export type NamedRule = keyof FindingDetails;

/** The id of any rule. */
export type RuleId = NamedRule | `schema/${string}`;

interface FindingPlace {
  /** Names the field; "" for the whole record. */
  readonly pointer: string;
  /** The place, where it is known; else it is looked up from the pointer. */
  readonly span?: Span;
  /** Where in the file it is instead, if the record's own text does not hold it: in the body that holds the record. 1-based, in UTF-16 units. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** A finding, as a rule makes it: which rule, where, and the details for the message. It has no severity yet. */
export type Finding =
  | { [Rule in NamedRule]: FindingPlace & { readonly rule: Rule; readonly details: FindingDetails[Rule] } }[NamedRule]
  | (FindingPlace & { readonly rule: `schema/${string}`; readonly details: SchemaDetails });

/** The rule id of a JSON Schema keyword: `minLength` becomes `schema/min-length`. */
export const schemaRule = memoize(
  (keyword): `schema/${string}` =>
    `schema/${keyword.replace(/[A-Z ]/g, (unit) => `-${unit.trim().toLowerCase()}`).replace(/^\$/, '')}`,
);
