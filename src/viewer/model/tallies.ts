import type { KnownEvent } from '../../listen/stream-messages.js';
import type { Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import type {
  Coverage,
  EventCount,
  ExampleGroup,
  FeedbackCounts,
  FieldCount,
  FieldCoverage,
  Listed,
  ReportDocument,
  RuleCount,
} from '../../report/html/report-document.js';
import { ruleSummary } from '../../rules/catalog.js';
import { groupPointer, pointerToPath } from '../../text/json-pointer.js';
import { ArrivalTimes } from './arrival-times.js';
import { BoundedMap } from './bounded-map.js';
import { Conversations } from './conversations.js';
import type { Entry } from './entry.js';
import { membersOf } from './entry.js';

/** The data of charts and tables, on the live page and in a report. */
export type Overview = Pick<
  ReportDocument,
  'rules' | 'events' | 'fields' | 'time' | 'conversations' | 'feedback' | 'coverage'
>;

/** Problems that differ only in their place, and the events that have them. */
export interface LiveGroup extends Omit<ExampleGroup, 'examples' | 'last'> {
  readonly problem: Problem;
  /** The first ones and the last ones. */
  readonly entries: readonly Entry[];
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** The most names, groups and ratings that are counted one by one. */
const MAX_NAMES = 500;
const MAX_GROUPS = 300;
const MAX_RATINGS = 50;
/** How many of a group’s events are kept at each end. */
const EXAMPLES = 3;

function listed<Item>(map: BoundedMap<Item>, order: (a: Item, b: Item) => number): Listed<Item> {
  return { shown: map.values().sort(order), total: map.size + map.dropped };
}

function present(event: Entry['event'], path: string): boolean {
  let at: unknown = event;
  for (const key of path.split('.')) {
    at = membersOf(at)[key];
    if (at === undefined) return false;
  }
  return true;
}

interface CountedEvent extends Omit<KnownEvent, 'fields' | 'names'> {
  readonly name: string;
  count: number;
  readonly fields: Mutable<FieldCoverage>[];
}
type CountedGroup = Mutable<Omit<LiveGroup, 'entries'>> & { first: Entry[]; last: Entry[] };

const isError = ({ severity }: { readonly severity: string }): number => (severity === 'error' ? 0 : 1);

/** Counts what charts and tables show while events come, in bounded memory. */
export class Tallies {
  readonly conversations = new Conversations();
  readonly #rules = new BoundedMap<Mutable<RuleCount>>(MAX_NAMES);
  readonly #events = new BoundedMap<Mutable<EventCount>>(MAX_NAMES);
  readonly #fields = new BoundedMap<Mutable<FieldCount>>(MAX_NAMES);
  readonly #groups = new BoundedMap<CountedGroup>(MAX_GROUPS);
  readonly #ratings = new BoundedMap<{ rating: number; count: number }>(MAX_RATINGS);
  readonly #times = new ArrivalTimes();
  readonly #known: readonly CountedEvent[];
  readonly #knownByName: ReadonlyMap<string, CountedEvent>;
  #feedback = 0;
  #rated = 0;
  #ratingSum = 0;

  constructor(known: readonly KnownEvent[]) {
    this.#known = known.map(({ names, origin, fields }) => ({
      name: names[0],
      origin,
      count: 0,
      fields: fields.map((field) => ({ ...field, seen: 0 })),
    }));
    this.#knownByName = new Map(
      known.flatMap(({ names }, index) => names.map((name) => [name, this.#known[index] as CountedEvent] as const)),
    );
  }

  add(entry: Entry): void {
    const { name, result, problems, at } = entry;
    const isValid = result !== 'invalid';
    const isNew = this.conversations.add(entry);
    if (at !== undefined) this.#times.add(at, isValid, isNew);
    const event = this.#events.ensure(name, () => ({ name, valid: 0, invalid: 0, errors: 0, warnings: 0 }));
    if (event !== undefined) {
      if (isValid) event.valid++;
      else event.invalid++;
      for (const { severity } of problems) {
        if (severity === 'error') event.errors++;
        else event.warnings++;
      }
    }
    for (const problem of problems) this.#addProblem(problem, entry);
    this.#addCoverage(entry);
    if (name === 'Feedback Submitted') this.#addFeedback(entry);
  }

  #addProblem(problem: Problem, entry: Entry): void {
    const { rule, severity, pointer, event } = problem;
    const about = { rule, severity, title: ruleSummary(rule), url: ruleUrl(rule) };
    const counted = this.#rules.ensure(rule, () => ({ ...about, count: 0 }));
    if (counted !== undefined) counted.count++;
    const grouped = groupPointer(pointer);
    const path = pointerToPath(grouped).replaceAll('["*"]', '[*]');
    const field = this.#fields.ensure(path, () => ({ path, errors: 0, warnings: 0 }));
    if (field !== undefined) {
      if (severity === 'error') field.errors++;
      else field.warnings++;
    }
    const key = JSON.stringify([rule, severity, entry.name, grouped]);
    const group = this.#groups.ensure(key, () => {
      const named = event === undefined ? {} : { event };
      return { ...about, ...named, pointer: grouped, path, count: 0, problem, first: [], last: [] };
    });
    if (group === undefined) return;
    group.count++;
    if (group.first.length < EXAMPLES) group.first.push(entry);
    else {
      group.last.push(entry);
      if (group.last.length > EXAMPLES) group.last.shift();
    }
  }

  #addCoverage({ name, event }: Entry): void {
    const known = this.#knownByName.get(name);
    if (known === undefined) return;
    known.count++;
    for (const field of known.fields) if (present(event, field.path)) field.seen++;
  }

  #addFeedback({ event }: Entry): void {
    this.#feedback++;
    const rating = membersOf(event?.['properties'])['rating'];
    if (typeof rating !== 'number') return;
    this.#rated++;
    this.#ratingSum += rating;
    const counted = this.#ratings.ensure(String(rating), () => ({ rating, count: 0 }));
    if (counted !== undefined) counted.count++;
  }

  eventNames(): string[] {
    return this.#events
      .values()
      .map(({ name }) => name)
      .sort();
  }

  ruleNames(): string[] {
    return this.#rules
      .values()
      .map(({ rule }) => rule)
      .sort();
  }

  /** The groups of problems: errors first, each with the most frequent first. */
  groups(): Listed<LiveGroup> {
    const { shown, total } = listed(this.#groups, (a, b) => isError(a) - isError(b) || b.count - a.count);
    return { total, shown: shown.map(({ first, last, ...group }) => ({ ...group, entries: [...first, ...last] })) };
  }

  overview(): Overview {
    const time = this.#times.chart();
    return {
      rules: listed(this.#rules, (a, b) => isError(a) - isError(b) || b.count - a.count),
      events: listed(this.#events, (a, b) => b.valid + b.invalid - (a.valid + a.invalid)),
      fields: listed(this.#fields, (a, b) => b.errors - a.errors || b.warnings - a.warnings),
      conversations: this.conversations.counts(),
      feedback: this.#feedbackCounts(),
      coverage: this.#coverage(),
      ...(time === undefined ? {} : { time }),
    };
  }

  #feedbackCounts(): FeedbackCounts {
    return {
      events: this.#feedback,
      rated: this.#rated,
      ratings: listed(this.#ratings, (a, b) => a.rating - b.rating),
      ...(this.#rated === 0 ? {} : { mean: this.#ratingSum / this.#rated }),
    };
  }

  #coverage(): Coverage {
    const shown = this.#known.map(({ fields, ...event }) => {
      const copies = fields.map((field) => ({ ...field }));
      return { ...event, looked: event.count, fields: { shown: copies, total: copies.length } };
    });
    return { events: { shown, total: shown.length } };
  }
}
