import type { Problem } from '../problem/problem.js';
import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { Listed, NameCount, ProblemSpan, RuleCount, TimeChart } from './overview.js';
import type { TalliedEvent } from './tallies.js';
import type { TimedCounts } from './timed-counts.js';
import { countAt, countsWithin, noTimedCounts } from './timed-counts.js';

/** An event that has a problem, to go there. */
export type EventReference = Pick<TalliedEvent, 'id' | 'at'>;

/** Problems of one cause: the same rule, field and hint, and the events that have them. */
export interface LiveGroup extends RuleCount {
  readonly pointer: string;
  readonly path: string;
  readonly problem: Pick<Problem, 'message' | 'hint'>;
  /** Names of the events that have it, most frequent first. */
  readonly events: Listed<NameCount>;
  /** The releases of these events, most frequent first; "" where one names none. Empty if none does. */
  readonly releases: Listed<NameCount>;
  /** When they happened, and their counts in the buckets of the chart of arrivals. */
  readonly span: ProblemSpan;
  /** The first ones and the last ones. */
  readonly examples: readonly EventReference[];
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** The most groups that are counted one by one, and the most names and releases of one group. */
const MAX_GROUPS = 300;
const MAX_NAMES_OF_GROUP = 50;
const MAX_RELEASES_OF_GROUP = 20;

/** How many of a group’s events are kept at each end. */
const EXAMPLES = 3;

type CountedGroup = Mutable<Omit<LiveGroup, 'events' | 'releases' | 'span' | 'examples'>> & {
  /** How many problems each event has; names beyond the limit are only counted. */
  readonly names: Record<string, number>;
  moreNames: number;
  /** The same by release. */
  readonly versions: Record<string, number>;
  moreVersions: number;
  /** When the first and the last one happened, and how many arrived when. */
  begin: number;
  end: number;
  readonly times: TimedCounts;
  readonly first: EventReference[];
  readonly last: EventReference[];
};

/** The groups so far, as plain JSON. */
export type LiveGroupsState = LimitedMapState<CountedGroup>;

const isError = ({ severity }: { readonly severity: string }): number => (severity === 'error' ? 0 : 1);

/** Counts a name in a record of bounded size. Returns false if there is no room for it. */
function countName(counts: Record<string, number>, name: string, max: number): boolean {
  if (!Object.hasOwn(counts, name) && Object.keys(counts).length >= max) return false;
  counts[name] = (counts[name] ?? 0) + 1;
  return true;
}

function listedNames(counts: Readonly<Record<string, number>>, more: number): Listed<NameCount> {
  const names = Object.entries(counts).map(([name, count]) => ({ name, count }));
  return { shown: names.sort((a, b) => b.count - a.count), total: names.length + more };
}

function toGroup(counted: CountedGroup, chart: TimeChart | undefined): LiveGroup {
  const { names, moreNames, versions, moreVersions, begin, end, times, first, last, ...group } = counted;
  const releases = listedNames(versions, moreVersions);
  return {
    ...group,
    events: listedNames(names, moreNames),
    releases: releases.shown.some(({ name }) => name !== '') ? releases : { shown: [], total: 0 },
    span: {
      first: begin,
      last: end,
      counts: chart === undefined ? [] : countsWithin(times, chart.from, chart.bucketMs, chart.buckets.length),
    },
    examples: [...first, ...last],
  };
}

/** A copy of counts by name that has no member but them: a name may be that of a member that all objects have. */
function byName(counts: Readonly<Record<string, number>> = {}): Record<string, number> {
  return Object.assign(Object.create(null), counts) as Record<string, number>;
}

/** What all problems of a group have in common. */
type Cause = Pick<LiveGroup, 'rule' | 'severity' | 'title' | 'url' | 'pointer' | 'path'>;

/** The problems of events that came, by their causes, in bounded memory. */
export class LiveGroups {
  readonly #groups = new LimitedMap<CountedGroup>(MAX_GROUPS);

  /** Adds a problem of an event. */
  add({ message, hint }: Problem, cause: Cause, { id, at, arrivedAt, name, release }: TalliedEvent): void {
    const { rule, severity, pointer } = cause;
    const group = this.#groups.ensure(JSON.stringify([rule, severity, pointer, hint]), () => ({
      ...cause,
      count: 0,
      problem: { message, ...(hint === undefined ? {} : { hint }) },
      names: byName(),
      moreNames: 0,
      versions: byName(),
      moreVersions: 0,
      begin: at,
      end: at,
      times: noTimedCounts(),
      first: [],
      last: [],
    }));
    if (group === undefined) return;
    group.count++;
    if (!countName(group.names, name, MAX_NAMES_OF_GROUP)) group.moreNames++;
    if (!countName(group.versions, release, MAX_RELEASES_OF_GROUP)) group.moreVersions++;
    group.begin = Math.min(group.begin, at);
    group.end = Math.max(group.end, at);
    countAt(group.times, arrivedAt);
    const { first, last } = group;
    if (first.length < EXAMPLES) first.push({ id, at });
    else {
      last.push({ id, at });
      if (last.length > EXAMPLES) last.shift();
    }
  }

  /** The groups: errors first, each with the most frequent first. @param chart the chart of all events */
  listed(chart: TimeChart | undefined): Listed<LiveGroup> {
    const sorted = this.#groups.values().sort((a, b) => isError(a) - isError(b) || b.count - a.count);
    const shown = sorted.map((group) => toGroup(group, chart));
    return { shown, total: shown.length + this.#groups.dropped };
  }

  get state(): LiveGroupsState {
    return this.#groups.state;
  }

  load({ entries, dropped }: LiveGroupsState): void {
    this.#groups.load({
      dropped,
      entries: entries.map(([key, group]) => {
        return [key, { ...group, names: byName(group.names), versions: byName(group.versions) }];
      }),
    });
  }
}
