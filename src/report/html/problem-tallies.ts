import { OTHER } from '../../check/summary.js';
import type { Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import { ruleSummary } from '../../rules/catalog.js';
import type { PlainTallies } from './counts.js';
import { addToCounts, Tallies } from './counts.js';
import { groupPath } from './example-groups.js';
import type { EventCount, FieldCount, Listed, RuleCount } from './report-document.js';

const SEVERITIES = ['error', 'warning'] as const;

function listed<Item>(shown: readonly Item[]): Listed<Item> {
  return { shown, total: shown.length };
}

/** Counts problems by rule, by event and by field. */
export class ProblemTallies {
  readonly #rules = { error: new Tallies(['count']), warning: new Tallies(['count']) };
  readonly #events = new Tallies(['errors', 'warnings', 'becameInvalid']);
  readonly #fields = new Tallies(['errors', 'warnings']);

  add(problem: Problem): void {
    this.#rules[problem.severity].of(problem.rule).count++;
    addToCounts(this.#fields.of(groupPath(problem.pointer)), problem);
  }

  /** Counts a problem of a record under the name of its event. @param becomesInvalid whether the record was counted as valid before */
  addOfEvent(name: string, problem: Problem, becomesInvalid: boolean): void {
    const tally = this.#events.of(name);
    addToCounts(tally, problem);
    if (becomesInvalid) tally.becameInvalid++;
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

  /** @param records the records by the names of their events */
  events(records: PlainTallies<'valid' | 'invalid'>): Listed<EventCount> {
    const all = new Tallies(['valid', 'invalid', 'errors', 'warnings']);
    for (const [name, tally] of records) all.add(name ?? OTHER, { ...tally, errors: 0, warnings: 0 });
    for (const [name, { errors, warnings, becameInvalid }] of this.#events.entries())
      all.add(all.has(name) ? name : OTHER, { valid: -becameInvalid, invalid: becameInvalid, errors, warnings });
    const counts = all.entries().map(([name, tally]) => ({ name, ...tally }));
    return listed(counts.sort((a, b) => b.valid + b.invalid - a.valid - a.invalid));
  }

  fields(): Listed<FieldCount> {
    const counts = this.#fields.entries().map(([path, tally]) => ({ path, ...tally }));
    return listed(counts.sort((a, b) => b.errors - a.errors || b.warnings - a.warnings));
  }
}
