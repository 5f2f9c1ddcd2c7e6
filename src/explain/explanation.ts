import type { NamedRule } from '../problem/finding.js';

/** A log as it is shown. Where the real one cannot be shown (too long, not UTF-8), `log` makes it. */
export type Sample = string | { readonly shown: string; log(): string | Buffer };

/** What there is to say of a rule, beside its level and summary in the catalog. Plain text; code stands in backticks. */
export interface Explanation {
  /** When the rule speaks up, and when it does not. */
  readonly meaning: string;
  /** What happens to those who let it be. */
  readonly why: string;
  /** A log that gives this rule and no other. A rule that is off is switched on for it. */
  readonly bad: Sample;
  /** The same log, fixed: nothing is left to say. */
  readonly good: Sample;
  /** What to do about it. */
  readonly fix: string;
  /** When it is right to silence the rule; left out where there is no such case. */
  readonly silence?: string;
  /** More options of `validate` that the two logs need. */
  readonly options?: readonly string[];
}

/** The texts of all rules of a group. One that is missing does not compile. */
export type Explanations<Group extends string> = Readonly<
  Record<Extract<NamedRule, `${Group}/${string}`>, Explanation>
>;
