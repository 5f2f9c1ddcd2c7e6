import type { CheckedEvent } from '../../listen/checked-event.js';
import type { EventsMessage, Hello, Totals } from '../../listen/stream-messages.js';
import type { Entry } from './entry.js';
import { entryOfEvent } from './entry.js';
import type { Filter } from './filter.js';
import { EVERYTHING, matcherOf } from './filter.js';
import { Tallies } from './tallies.js';

/** The state of the connection to the collector. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

/** The most events that the page holds, and the most characters of JSON that they came in. */
export interface StoreLimits {
  readonly events: number;
  readonly characters: number;
}
export const STORE_LIMITS: StoreLimits = { events: 5000, characters: 32_000_000 };

const NOTHING: Totals = { records: 0, valid: 0, errors: 0, warnings: 0 };

const NO_DELIVERY_PROBLEMS: EventsMessage['deliveryProblems'] = {
  brokenOff: 0,
  withoutWriteKey: 0,
  unknownPaths: {},
  refusedOrigins: {},
  lostRequests: 0,
  malformed: 0,
  notForwarded: 0,
};

/**
 * The state of the live page: the last events, the counts, and which events are shown. Holds a bounded number of events of
 * bounded size, and notifies its followers once per turn.
 */
export class LiveStore {
  readonly #limits: StoreLimits;
  readonly #followers = new Set<() => void>();
  readonly #schedule: (notify: () => void) => void;
  #isScheduled = false;
  #held: Entry[] = [];
  /** How many characters each of them came in, and all together. */
  #sizes: number[] = [];
  #characters = 0;
  #tallies = new Tallies([]);
  #baseline = NOTHING;
  #totals = NOTHING;
  #filter = EVERYTHING;
  #paused: { readonly entries: readonly Entry[]; readonly since: number } | undefined;
  #matching: Entry[] | undefined;
  #hello: Hello | undefined;
  connection: Connection = 'connecting';
  deliveryProblems = NO_DELIVERY_PROBLEMS;
  /** How many events were never sent to this page. */
  skipped = 0;
  /** How many events were evicted. */
  dropped = 0;

  /** `schedule`: calls back when followers are to be notified, as `requestAnimationFrame` does. */
  constructor(schedule: (notify: () => void) => void, limits: StoreLimits = STORE_LIMITS) {
    this.#schedule = schedule;
    this.#limits = limits;
  }

  /** Calls `follower` after changes, until what this returns is called. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  get hello(): Hello | undefined {
    return this.#hello;
  }

  get tallies(): Tallies {
    return this.#tallies;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** What came since the page was cleared, by the count of the collector. */
  get totals(): Totals {
    const [now, then] = [this.#totals, this.#baseline];
    return {
      records: now.records - then.records,
      valid: now.valid - then.valid,
      errors: now.errors - then.errors,
      warnings: now.warnings - then.warnings,
    };
  }

  get isPaused(): boolean {
    return this.#paused !== undefined;
  }

  /** How many events came since the page was paused. */
  get waiting(): number {
    return this.#paused === undefined ? 0 : this.#totals.records - this.#paused.since;
  }

  /** The events of the page in the order of arrival: the held ones, or those that were held when it was paused. */
  get entries(): readonly Entry[] {
    return this.#paused?.entries ?? this.#held;
  }

  /** The entries that the filter shows. */
  get matching(): readonly Entry[] {
    this.#matching ??= this.entries.filter(matcherOf(this.#filter));
    return this.#matching;
  }

  setConnection(connection: Connection): void {
    this.connection = connection;
    this.#changed();
  }

  setFilter(filter: Filter): void {
    this.#filter = filter;
    this.#matching = undefined;
    this.#changed();
  }

  /** A connection began. Events of another epoch are removed. */
  begin(hello: Hello): void {
    const isNew = hello.epoch !== this.#hello?.epoch;
    this.#hello = hello;
    if (isNew) this.#beginAnew();
    this.setConnection('live');
  }

  /** The collector removed all its events. */
  reset(epoch: string): void {
    if (this.#hello === undefined) return;
    this.#hello = { ...this.#hello, epoch };
    this.#beginAnew();
    this.#changed();
  }

  /** Adds the events of a message. `characters`: the length of the message. */
  add({ events, skipped, totals, deliveryProblems }: EventsMessage, characters: number): void {
    this.skipped += skipped;
    this.#totals = totals;
    this.deliveryProblems = deliveryProblems;
    const matches = matcherOf(this.#filter);
    for (const event of events) this.#add(event, characters / events.length, matches);
    this.#dropOld();
    this.#changed();
  }

  /** Stops or continues showing new events. Events that come while it is paused are counted and held. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.#paused = isPaused ? { entries: [...this.#held], since: this.#totals.records } : undefined;
    this.#matching = undefined;
    this.#changed();
  }

  /** Empties the page. The collector keeps what it has. */
  clear(): void {
    this.#forget();
    this.#baseline = this.#totals;
    this.#changed();
  }

  #beginAnew(): void {
    this.#forget();
    this.#baseline = NOTHING;
    this.#totals = NOTHING;
  }

  #forget(): void {
    this.#held = [];
    this.#sizes = [];
    this.#characters = 0;
    this.#matching = undefined;
    this.#paused = undefined;
    this.#tallies = new Tallies(this.#hello?.known ?? []);
    this.skipped = 0;
    this.dropped = 0;
  }

  #add(event: CheckedEvent, characters: number, matches: (entry: Entry) => boolean): void {
    const entry = entryOfEvent(event);
    this.#held.push(entry);
    this.#sizes.push(characters);
    this.#characters += characters;
    this.#tallies.add(entry);
    if (this.#paused === undefined && this.#matching !== undefined && matches(entry)) this.#matching.push(entry);
  }

  #dropOld(): void {
    let count = 0;
    while (this.#held.length - count > this.#limits.events || this.#characters > this.#limits.characters) {
      this.#characters -= this.#sizes[count] ?? this.#characters;
      count++;
    }
    if (count === 0) return;
    this.#held = this.#held.slice(count);
    this.#sizes = this.#sizes.slice(count);
    this.dropped += count;
    const oldest = this.#held[0]?.id ?? Number.POSITIVE_INFINITY;
    if (this.#paused !== undefined || this.#matching === undefined) return;
    this.#matching = this.#matching.filter(({ id }) => id >= oldest);
  }

  #changed(): void {
    // A list that grows in place would be equal to the earlier one.
    if (this.#matching !== undefined) this.#matching = [...this.#matching];
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      for (const follower of this.#followers) follower();
    });
  }
}
