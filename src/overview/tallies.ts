import type { Problem } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { isObject } from '../record/record.js';
import { ruleSummary } from '../rules/catalog.js';
import { groupPointer, pointerToPath } from '../text/json-pointer.js';
import type { ArrivalTimesState } from './arrival-times.js';
import { ArrivalTimes } from './arrival-times.js';
import type { ConversationsState } from './conversations.js';
import { Conversations } from './conversations.js';
import type { LimitedMapState } from './limited-map.js';
import { LimitedMap } from './limited-map.js';
import type { LiveGroup, LiveGroupsState } from './live-groups.js';
import { LiveGroups } from './live-groups.js';
import type { Coverage, EventCount, FieldCount, FieldCoverage, Listed, Overview, RuleCount } from './overview.js';
import type { RatingsState } from './ratings.js';
import { Ratings } from './ratings.js';

/** An event that the schemas describe. */
export interface KnownEvent {
  /** As the spec writes it, the most usual name first. */
  readonly names: readonly [string, ...string[]];
  readonly origin: 'spec' | 'own' | 'plan';
  readonly fields: readonly { readonly path: string; readonly required: boolean }[];
}

/** What is counted of an event that arrived. */
export interface TalliedEvent {
  readonly id: number;
  readonly name: string;
  readonly isValid: boolean;
  readonly problems: readonly Problem[];
  /** "" if it names none. */
  readonly release: string;
  readonly conversationId?: string;
  /** Names a message; actions and feedback refer to it. */
  readonly messageId?: string;
  readonly userId?: string;
  /** When it arrived, and when it happened. Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly at: number;
  readonly event?: Readonly<Record<string, unknown>>;
}

/** How many events name a release, and how many problems they have. */
export interface ReleaseCount {
  /** "" for events that name none. */
  readonly name: string;
  readonly events: number;
  readonly problems: number;
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** The most names of a kind that are counted one by one. */
const MAX_NAMES = 500;
const MAX_RELEASES = 50;

function listed<Item>(map: LimitedMap<Item>, order: (a: Item, b: Item) => number): Listed<Item> {
  return { shown: map.values().sort(order), total: map.size + map.dropped };
}

function memberOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function at(event: TalliedEvent['event'], path: string): unknown {
  return path.split('.').reduce<unknown>(memberOf, event);
}

interface CountedEvent extends Omit<KnownEvent, 'fields' | 'names'> {
  readonly name: string;
  count: number;
  readonly fields: Mutable<FieldCoverage>[];
}

/** All counts so far, as plain JSON. */
export interface TalliesState {
  readonly conversations: ConversationsState;
  readonly rules: LimitedMapState<Mutable<RuleCount>>;
  readonly events: LimitedMapState<Mutable<EventCount>>;
  readonly fields: LimitedMapState<Mutable<FieldCount>>;
  readonly groups: LiveGroupsState;
  readonly ratings: RatingsState;
  readonly releases: LimitedMapState<Mutable<ReleaseCount>>;
  readonly times: ArrivalTimesState;
  /** How often each known event and each of its fields was seen, in the order of the known events. */
  readonly seen: readonly { readonly count: number; readonly fields: readonly number[] }[];
}

const isError = ({ severity }: { readonly severity: string }): number => (severity === 'error' ? 0 : 1);

/** Counts what charts and tables show while events come, in bounded memory. */
export class Tallies {
  readonly conversations = new Conversations();
  readonly #rules = new LimitedMap<Mutable<RuleCount>>(MAX_NAMES);
  readonly #events = new LimitedMap<Mutable<EventCount>>(MAX_NAMES);
  readonly #fields = new LimitedMap<Mutable<FieldCount>>(MAX_NAMES);
  readonly #groups = new LiveGroups();
  readonly #ratings = new Ratings();
  readonly #releases = new LimitedMap<Mutable<ReleaseCount>>(MAX_RELEASES);
  readonly #times = new ArrivalTimes();
  readonly #knownEvents: readonly KnownEvent[];
  readonly #known: readonly CountedEvent[];
  readonly #knownByName: ReadonlyMap<string, CountedEvent>;

  /** `state`: counts to go on from; the events that they count need not be there any more. */
  constructor(known: readonly KnownEvent[], state?: TalliesState) {
    this.#knownEvents = known;
    this.#known = known.map(({ names, origin, fields }) => ({
      name: names[0],
      origin,
      count: 0,
      fields: fields.map((field) => ({ ...field, seen: 0 })),
    }));
    this.#knownByName = new Map(
      known.flatMap(({ names }, index) => names.map((name) => [name, this.#known[index] as CountedEvent] as const)),
    );
    if (state !== undefined) this.#load(structuredClone(state));
  }

  add(event: TalliedEvent): void {
    const { name, isValid, problems, arrivedAt, release } = event;
    const isNew = this.conversations.add(event);
    const rating = name === 'Feedback Submitted' ? memberOf(event.event?.['properties'], 'rating') : undefined;
    this.#times.add(arrivedAt, { isValid, isNewConversation: isNew, problems: problems.length, rating });
    const counted = this.#events.ensure(name, () => ({ name, valid: 0, invalid: 0, errors: 0, warnings: 0 }));
    if (counted !== undefined) {
      if (isValid) counted.valid++;
      else counted.invalid++;
      for (const { severity } of problems) {
        if (severity === 'error') counted.errors++;
        else counted.warnings++;
      }
    }
    const ofRelease = this.#releases.ensure(release, () => ({ name: release, events: 0, problems: 0 }));
    if (ofRelease !== undefined) {
      ofRelease.events++;
      ofRelease.problems += problems.length;
    }
    for (const problem of problems) this.#addProblem(problem, event);
    this.#addCoverage(event);
    if (name === 'Feedback Submitted') this.#ratings.add(rating, release);
  }

  #addProblem(problem: Problem, event: TalliedEvent): void {
    const { rule, severity, pointer } = problem;
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
    this.#groups.add(problem, { ...about, pointer: grouped, path }, event);
  }

  #addCoverage({ name, event }: TalliedEvent): void {
    const known = this.#knownByName.get(name);
    if (known === undefined) return;
    known.count++;
    for (const field of known.fields) if (at(event, field.path) !== undefined) field.seen++;
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

  /** The releases of the events, most events first; empty if no event names one. */
  releases(): Listed<ReleaseCount> {
    const { shown, total } = listed(this.#releases, (a, b) => b.events - a.events);
    return shown.some(({ name }) => name !== '') ? { shown, total } : { shown: [], total: 0 };
  }

  /** The groups of problems: errors first, each with the most frequent first. */
  groups(): Listed<LiveGroup> {
    return this.#groups.listed(this.#times.chart());
  }

  overview(): Overview {
    const { measures, time } = this.conversations.measured(this.#times.chart());
    return {
      rules: listed(this.#rules, (a, b) => isError(a) - isError(b) || b.count - a.count),
      events: listed(this.#events, (a, b) => b.valid + b.invalid - (a.valid + a.invalid)),
      fields: listed(this.#fields, (a, b) => b.errors - a.errors || b.warnings - a.warnings),
      conversations: this.conversations.counts(),
      feedback: this.#ratings.counts(),
      coverage: this.#coverage(),
      measures,
      ...(time === undefined ? {} : { time }),
    };
  }

  /** All counts: plain JSON that later events still change. */
  get state(): TalliesState {
    return {
      conversations: this.conversations.state,
      rules: this.#rules.state,
      events: this.#events.state,
      fields: this.#fields.state,
      groups: this.#groups.state,
      ratings: this.#ratings.state,
      releases: this.#releases.state,
      times: this.#times.state,
      seen: this.#known.map(({ count, fields }) => ({ count, fields: fields.map(({ seen }) => seen) })),
    };
  }

  /** The counts of this moment, which later events do not change. */
  copy(): Tallies {
    return new Tallies(this.#knownEvents, this.state);
  }

  #load(state: TalliesState): void {
    this.conversations.load(state.conversations);
    this.#rules.load(state.rules);
    this.#events.load(state.events);
    this.#fields.load(state.fields);
    this.#groups.load(state.groups);
    this.#ratings.load(state.ratings);
    this.#releases.load(state.releases);
    this.#times.load(state.times);
    state.seen.forEach(({ count, fields }, index) => {
      const known = this.#known[index];
      if (known === undefined) return;
      known.count = count;
      known.fields.forEach((field, place) => {
        field.seen = fields[place] ?? 0;
      });
    });
  }

  #coverage(): Coverage {
    const shown = this.#known.map(({ fields, ...event }) => {
      const copies = fields.map((field) => ({ ...field }));
      return { ...event, looked: event.count, fields: { shown: copies, total: copies.length } };
    });
    return { events: { shown, total: shown.length } };
  }
}
