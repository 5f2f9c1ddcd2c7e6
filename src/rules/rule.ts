import type { Finding, FindingDetails, NamedRule } from '../problem/finding.js';
import type { Level, RecordStart } from '../problem/problem.js';
import type { SchemaDetailsOf, SchemaKeyword } from '../problem/schema-details.js';
import type { Call } from '../schema/event-schema.js';
import type { CallRecord } from './call-record.js';

/** A rule: its file in `src/rules/` is named after its id and holds all that there is to know about it. */
export interface Rule<Id extends string = NamedRule> {
  readonly id: Id;
  /** The level that applies unless the user sets another. */
  readonly level: Level;
  /** The problem in a few words, for headings and table rows. */
  readonly summary: string;
  /**
   * The records that a rule about one record can have findings in; it is checked on no others. Default: all. It matters
   * for a rule that the scanner has no bit for: the records that it concerns are never accepted by the scanner while
   * the rule is on.
   */
  readonly concerns?: RecordScope;
}

/** Some of the records: those that fit both, where both are given. */
export interface RecordScope {
  readonly calls?: readonly Call[];
  /** Events as their schemas name them. An event under a similar or outdated name belongs to them, too. */
  readonly events?: readonly string[];
}

/** The message of a problem and its hint. */
export interface Message {
  readonly message: string;
  readonly hint?: string;
  /** Another record that the problem has to do with, and what can be seen there. */
  readonly related?: { readonly message: string; readonly at: RecordStart };
}

/** Makes the message of a rule's finding. Pure; `path` names the field as people write it. */
export type MessageOf<Id extends NamedRule> = (details: FindingDetails[Id], path: string) => Message;

/** Makes the message of what a JSON Schema keyword found. `path` is `the record` for the record itself. */
export type SchemaMessage<Keyword extends SchemaKeyword> = (details: SchemaDetailsOf<Keyword>, path: string) => Message;

/** Checks one record: the rule's findings in it, or undefined if there are none. */
export type RecordCheck = (record: CallRecord) => Finding | readonly Finding[] | undefined;

/**
 * An example log as it is shown, or a function that makes it. Where the real log cannot be shown (too long, not UTF-8),
 * `log` makes that.
 */
export type Sample = string | (() => string) | { readonly shown: string; log(): string | Buffer };

/**
 * What `explain` and docs/reference/rules.md print about a rule, beside its level and summary. Plain text; code is in
 * backticks.
 */
export interface Explanation {
  /** When the rule reports a problem, and when it does not. */
  readonly meaning: string;
  /** The consequences of leaving the problem as it is. */
  readonly why: string;
  /** A log in which this rule, and no other, reports a problem. A rule that is off by default is switched on for it. */
  readonly bad: Sample;
  /** The same log after the fix: no rule reports anything. */
  readonly good: Sample;
  readonly fix: string;
  /** When it is right to switch the rule off; left out where there is no such case. */
  readonly silence?: string;
  /** Further options of `validate` that the two logs need. */
  readonly options?: readonly string[];
}
