import { memoize } from '../text/memoize.js';
import type { RecordStart, Span } from './problem.js';

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
  | 'second-document'
  | 'second-value'
  | 'single-quotes'
  | 'text-before-record'
  | 'trailing-comma'
  | 'truncated'
  | 'unexpected-character'
  | 'unquoted-key'
  | 'unquoted-text';

/** Where the value of a missing field was found instead. */
export interface NearMiss {
  /** The key it was found under, as it stands in the log. */
  readonly foundName: string;
  /** The object it was found in: `''` for the top level, else its path, such as `properties`. */
  readonly foundIn: string;
  /** The key it should have, and the object it belongs in (`''` for the top level). */
  readonly name: string;
  readonly belongsIn: string;
  /** True if nobody can say that the key means the field: another one may as well, it may mean another, or is only similar. */
  readonly unsure?: boolean;
}

/** Another record that a finding speaks of. */
export interface OtherRecord extends RecordStart {
  /** What tells it from the record at fault: the file, the line in that file, or only the number of the record on that line. */
  readonly differsIn: 'file' | 'line' | 'record';
}

/** Kinds of personal data that can be told from their form. */
export type PersonalKind = 'email' | 'phone' | 'card' | 'iban' | 'key';

/** Why a string is no RFC 3339 date-time, as far as it can be told. */
export type DateTimeFault = 'epoch' | 'no-offset' | 'no-time' | 'no-t' | 'offset-form' | 'impossible' | 'other';

/** A fault that a JSON Schema keyword found. */
export interface SchemaFault {
  /** The keyword as JSON Schema writes it: `minLength`. */
  readonly keyword: string;
  /** What was found there, such as `a string` or `an empty string`. */
  readonly found: string;
  /** Whether the field has to be there. */
  readonly required: boolean;
  /** What is needed there, such as `a number` or `a non-empty string`; undefined where the schema does not say. */
  readonly needed?: string;
  /** The keyword's own value where it is a number (a limit) or a list of allowed values. */
  readonly limit?: number;
  readonly allowed?: readonly string[];
  /** Of `contains`: how many items may be as it says, where there is a most. */
  readonly atMost?: number;
  /** What a format is, in words: `an email address`; else its name. */
  readonly format?: string;
  readonly pattern?: string;
  /** Of `anyOf` and `oneOf`: how many forms there are, and which of them fit where only one may (from 1). */
  readonly forms?: number;
  readonly fitting?: readonly number[];
  /** Fields of which one has to be there. */
  readonly alternatives?: readonly string[];
  /** Of `uniqueItems`: the index of the equal item. */
  readonly twin?: number;
  /** The known key that one which is not known seems to mean. */
  readonly meant?: string;
  /** Length of the value in the keyword's own unit: characters, items or keys. */
  readonly length?: number;
  /** A key that the keyword speaks of and that does not stand in the pointer. */
  readonly key?: string;
  /** The field's description in its schema. */
  readonly description?: string;
  readonly nearMiss?: NearMiss;
  /** True if a chat message's id is missing while Segment's own id of the call is there and may be taken for it. */
  readonly ownId?: boolean;
  /** Fields of a missing `properties` that stand at the top level, under their own or other names. */
  readonly strays?: readonly NearMiss[];
  readonly dateTime?: DateTimeFault;
  /** True where a number is needed and the string at that place holds one. */
  readonly numeric?: boolean;
  /** What the validator says of a keyword that we have no words for. */
  readonly fallback?: string;
}

/** An event's name as it was found, the name that is meant, and whose name that is. */
export interface MeantEvent {
  readonly found: string;
  readonly name: string;
  readonly origin: 'spec' | 'own' | 'plan';
}

/** What each rule's wording needs to know. Never a value out of the log: only names, kinds, lengths and counts. */
export interface FindingDetails {
  'json/invalid-syntax': { readonly fault: SyntaxFault; readonly found?: string };
  'json/invalid-utf8': { readonly byte: number };
  'json/not-an-object': { readonly found: string; readonly count?: number };
  'json/record-too-large': { readonly bytes: number; readonly limit: number };
  'json/too-deep': { readonly limit: number };
  'json/duplicate-key': { readonly key: string };
  'json/unsafe-number': { readonly overflow: boolean };
  'json/lone-surrogate': { readonly inKey: boolean };
  'call/missing-identity': {
    readonly found?: { readonly name: string; readonly kind: string };
    readonly nearMiss?: NearMiss;
  };
  'call/unknown-type': {
    readonly kind: 'absent' | 'not-a-string' | 'unknown' | 'of-the-event' | 'batch';
    readonly found?: string;
    readonly suggestion?: string;
    readonly nearMiss?: NearMiss;
  };
  'call/action-as-type': { readonly call: string };
  'call/missing-type': Record<never, never>;
  'call/properties-on-identify': { readonly traitsToo: boolean };
  'event/misspelled-name': MeantEvent;
  'event/similar-name': MeantEvent & { readonly typo: boolean };
  'event/outdated-name': MeantEvent;
  'event/unplanned': { readonly found: string };
  'property/misplaced': NearMiss;
  'property/misspelled-name': NearMiss;
  'track/missing-conversation-id': Record<never, never>;
  'track/missing-message-id': Record<never, never>;
  'feedback/missing-message-id': { readonly topLevel: boolean };
  'segment/event-too-large': { readonly bytes: number; readonly limit: number };
  'segment/delivery-disabled': Record<never, never>;
  'time/in-the-future': { readonly hours: number };
  'conversation/missing-start': { readonly event: string | undefined };
  'conversation/duplicate-start': { readonly start: OtherRecord };
  'conversation/never-ended': { readonly first: OtherRecord | undefined };
  'conversation/after-end': { readonly event: string; readonly end: OtherRecord };
  'conversation/duplicate-message-id': { readonly message: OtherRecord };
  'conversation/unknown-message': { readonly first: OtherRecord | undefined };
  'conversation/wrong-message-count': { readonly messages: number; readonly start: OtherRecord };
  'conversation/out-of-order': { readonly latest: OtherRecord };
  'conversation/mixed-users': { readonly first: OtherRecord };
  'privacy/personal-data': { readonly kind: PersonalKind; readonly count: number };
  'request/too-large': { readonly bytes: number; readonly limit: number; readonly isBatch: boolean };
  'request/too-many-events': { readonly events: number; readonly limit: number };
  'request/not-a-batch': Record<never, never>;
  'request/bad-encoding': { readonly encoding: string; readonly isKnown: boolean };
  'request/type-mismatch': { readonly path: string; readonly call: string; readonly found: string };
}

/** A rule with wording of its own; the `schema/*` rules share theirs. */
export type NamedRule = keyof FindingDetails;

/** The id of any rule. */
export type RuleId = NamedRule | `schema/${string}`;

interface Found {
  /** Names the field at fault; "" for the whole record. */
  readonly pointer: string;
  /** The place, where the finder knows it; else it is looked up from the pointer. */
  readonly span?: Span;
}

/** A fault as a rule finds it: which rule, where, and what the wording needs. */
export type Finding =
  | { [Rule in NamedRule]: Found & { readonly rule: Rule; readonly details: FindingDetails[Rule] } }[NamedRule]
  | (Found & { readonly rule: `schema/${string}`; readonly details: SchemaFault });

/** The rule id of a JSON Schema keyword: `minLength` becomes `schema/min-length`. */
export const schemaRule = memoize(
  (keyword): `schema/${string}` =>
    `schema/${keyword.replace(/[A-Z ]/g, (unit) => `-${unit.trim().toLowerCase()}`).replace(/^\$/, '')}`,
);
