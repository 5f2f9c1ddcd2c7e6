import { TimedCounts } from '../../conversations/timed-counts.js';
import type { Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import { ruleSummary } from '../../rules/catalog.js';
import { groupPointer, pointerToPath } from '../../text/json-pointer.js';
import { safeName } from '../../text/safe-name.js';
import { EXAMPLES } from '../problem-groups.js';
import { Tallies } from './counts.js';
import { groupKeyOf } from './record-contents.js';
import type { Example, ExampleGroup, Listed, NameCount, ReportedRecord, TimeChart } from './report-document.js';
import { MAX_FILE_NAME, shownProblem, shownText } from './shown-problem.js';

/** How many groups are kept, and of how many the examples come with their records: a log cannot make us grow. */
const MAX_GROUPS = 1000;
const MAX_WITH_RECORDS = 250;

/** How many stretches of time in which a group has problems are counted: a chart shows 200. */
const MAX_TIMES = 400;

/** How many events and releases of a group are counted one by one, and how many of each are listed. */
const MAX_NAMES = 100;
const MAX_LISTED = 20;

/** What is known of the record that a problem stands in. */
export interface ProblemContext {
  /** Whole seconds since 1970; NaN if its time is not known. */
  readonly seconds: number;
  /** "" if it names none; undefined if it is not known. */
  readonly release: string | undefined;
  /** What is shown of the record; called for the first few problems of a group. */
  readonly show?: () => ReportedRecord;
  /** See `groupKeyOf`. Default: it is made. */
  readonly key?: string | undefined;
}

type NameTallies = Tallies<'count'>;

interface GrowingGroup {
  readonly about: Pick<ExampleGroup, 'rule' | 'severity' | 'title' | 'url' | 'pointer' | 'path'>;
  readonly serial: number;
  readonly events: NameTallies;
  readonly releases: NameTallies;
  readonly times: TimedCounts;
  readonly examples: Example[];
  count: number;
  last?: NonNullable<ExampleGroup['last']>;
}

/** How many paths of pointers are cached: few pointers make most problems. */
const KNOWN_PATHS = 1000;
const knownPaths = new Map<string, string>();

/** A pointer as people write it, with `*` for each index of an array. */
export function groupPath(pointer: string): string {
  const known = knownPaths.get(pointer);
  if (known !== undefined) return known;
  const path = shownText(pointerToPath(groupPointer(pointer)).replaceAll('["*"]', '[*]'));
  if (knownPaths.size < KNOWN_PATHS && pointer.length < 200) knownPaths.set(pointer, path);
  return path;
}

const nameTallies = (): NameTallies => new Tallies(['count'], MAX_NAMES);

function listedNames(tallies: NameTallies): Listed<NameCount> {
  const all = tallies.entries().map(([name, { count }]) => ({ name, count }));
  return { shown: all.sort((a, b) => b.count - a.count).slice(0, MAX_LISTED), total: all.length };
}

/** The groups as a report lists them, and where each stands in the list, by its number. */
export interface ListedGroups {
  readonly groups: Listed<ExampleGroup>;
  readonly placeOf: ReadonlyMap<number, number>;
}

/** Gathers problems of one cause, with the first few and the records that they stand in. */
export class ExampleGroups {
  readonly #groups = new Map<string, GrowingGroup>();
  #ungrouped = 0;

  /** Adds a problem. Returns the number of its group; undefined if there are too many groups. */
  add(problem: Problem, { seconds, release, show, key = groupKeyOf(problem) }: ProblemContext): number | undefined {
    const group = this.#groups.get(key) ?? this.#create(key, problem);
    if (group === undefined) return undefined;
    group.count++;
    if (problem.event !== undefined) group.events.of(problem.event).count++;
    if (release !== undefined) group.releases.of(release).count++;
    group.times.add(seconds);
    if (group.examples.length < EXAMPLES) {
      const withRecord = show !== undefined && this.#groups.size <= MAX_WITH_RECORDS;
      group.examples.push({ problem: shownProblem(problem), ...(withRecord ? { record: show() } : {}) });
    } else {
      const { file, line, column } = problem;
      group.last = { file: safeName(file, MAX_FILE_NAME), line, column };
    }
    return group.serial;
  }

  /** How many groups there are, those that could not be kept counted once for each problem. */
  get total(): number {
    return this.#groups.size + this.#ungrouped;
  }

  /** Errors before warnings, each with the most frequent first. `time`: the chart whose buckets their times are counted in. */
  listed(time: TimeChart | undefined): ListedGroups {
    const sorted = [...this.#groups.values()].sort((a, b) => {
      const [one, other] = [a.about.severity, b.about.severity];
      return one === other ? b.count - a.count : one === 'error' ? -1 : 1;
    });
    const shown = sorted.map(({ about, events, releases, times, examples, count, last }): ExampleGroup => {
      const span = time === undefined ? undefined : times.within(time.from, time.bucketMs, time.buckets.length);
      const named = releases.entries().some(([name]) => name !== '');
      return {
        ...about,
        count,
        events: listedNames(events),
        releases: named ? listedNames(releases) : { shown: [], total: 0 },
        ...(span === undefined ? {} : { span }),
        examples,
        ...(last === undefined ? {} : { last }),
      };
    });
    return {
      groups: { shown, total: this.total },
      placeOf: new Map(sorted.map(({ serial }, index) => [serial, index])),
    };
  }

  #create(key: string, problem: Problem): GrowingGroup | undefined {
    if (this.#groups.size >= MAX_GROUPS) {
      this.#ungrouped++;
      return undefined;
    }
    const { rule, severity, pointer } = shownProblem(problem);
    const group: GrowingGroup = {
      about: {
        rule,
        severity,
        title: ruleSummary(rule),
        url: ruleUrl(rule),
        pointer: groupPointer(pointer),
        path: groupPath(pointer),
      },
      serial: this.#groups.size,
      events: nameTallies(),
      releases: nameTallies(),
      times: new TimedCounts(MAX_TIMES),
      examples: [],
      count: 0,
    };
    this.#groups.set(key, group);
    return group;
  }
}
