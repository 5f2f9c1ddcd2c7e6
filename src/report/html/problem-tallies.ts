import type { Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import { ruleSummary } from '../../rules/catalog.js';
import { addToCounts, Tallies } from './counts.js';
import { groupPath } from './example-groups.js';
import type { EventCount, FieldCount, Listed, RuleCount } from './report-document.js';

/** The valid and invalid records of one name, and their problems. */
export type EventTally = { -readonly [Key in Exclude<keyof EventCount, 'name'>]: EventCount[Key] };

const SEVERITIES = ['error', 'warning'] as const;

function listed<Item>(shown: readonly Item[]): Listed<Item> {
  return { shown, total: shown.length };
}

/** Counts problems by rule, by event and by field. */
export class ProblemTallies {
  readonly #rules = {
    error: new Tallies(() => ({ count: 0 })),
    warning: new Tallies(() => ({ count: 0 })),
  };
  readonly #events = new Tallies((): EventTally => ({ valid: 0, invalid: 0, errors: 0, warnings: 0 }));
  readonly #fields = new Tallies(() => ({ errors: 0, warnings: 0 }));

  /** What records of a name are counted in. */
  event(name: string): EventTally {
    return this.#events.of(name);
  }

  add(problem: Problem): void {
    this.#rules[problem.severity].of(problem.rule).count++;
    addToCounts(this.#fields.of(groupPath(problem.pointer)), problem);
  }

  rules(): Listed<RuleCount> {
    const bySeverity = SEVERITIES.map((severity) =>
      this.#rules[severity]
        .entries()
        .map(([rule, { count }]) => ({ rule, severity, title: ruleSummary(rule), url: ruleUrl(rule), count }))
        .sort((a, b) => b.count - a.count),
    );
    return listed(bySeverity.flat());
  }

  events(): Listed<EventCount> {
    const counts = this.#events.entries().map(([name, tally]) => ({ name, ...tally }));
    return listed(counts.sort((a, b) => b.valid + b.invalid - a.valid - a.invalid));
  }

  fields(): Listed<FieldCount> {
    const counts = this.#fields.entries().map(([path, tally]) => ({ path, ...tally }));
    return listed(counts.sort((a, b) => b.errors - a.errors || b.warnings - a.warnings));
  }
}
