import type { CheckedEvent } from '../../listen/checked-event.js';
import type { EventsMessage, Hello, Totals } from '../../listen/stream-messages.js';
import type { Entry } from './entry.js';
import { entryOfEvent } from './entry.js';
import type { Filter } from './filter.js';
import { EVERYTHING, matcherOf } from './filter.js';
import { Tallies } from './tallies.js';

/** How the page stands with its collector. */
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
 * All that the live page knows: the last events, what they add up to, what of them is to be shown. Holds a bounded number of
 * bounded size, and tells its followers once however much came at a time.
 */
export class LiveStore {
  readonly #limits: StoreLimits;
  readonly #followers = new Set<() => void>();
  readonly #schedule: (tell: () => void) => void;
  #isTelling = false;
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
  /** How many events went by that the page was not told of. */
  skipped = 0;
  /** How many events are no longer held, for want of room. */
  dropped = 0;

  /** `schedule`: calls back when followers are to be told, as `requestAnimationFrame` does. */
  constructor(schedule: (tell: () => void) => void, limits: StoreLimits = STORE_LIMITS) {
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

  /** What came since the page was cleared, by the collector’s own count. */
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

  /** The events that are looked at, in the order of their arrival: those that are held, or were when it was paused. */
  get entries(): readonly Entry[] {
    return this.#paused?.entries ?? this.#held;
  }

  /** Those of them that the filter lets through. */
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

  /** A connection began. What is of another time of the collector no longer counts. */
  begin(hello: Hello): void {
    const isNew = hello.epoch !== this.#hello?.epoch;
    this.#hello = hello;
    if (isNew) this.#beginAnew();
    this.setConnection('live');
  }

  /** The collector let all its events go. */
  reset(epoch: string): void {
    if (this.#hello === undefined) return;
    this.#hello = { ...this.#hello, epoch };
    this.#beginAnew();
    this.#changed();
  }

  /** Takes what arrived; `characters`: how long the message was. */
  take({ events, skipped, totals, deliveryProblems }: EventsMessage, characters: number): void {
    this.skipped += skipped;
    this.#totals = totals;
    this.deliveryProblems = deliveryProblems;
    const matches = matcherOf(this.#filter);
    for (const event of events) this.#add(event, characters / events.length, matches);
    this.#dropOld();
    this.#changed();
  }

  /** Stops the events that are looked at, or lets them run again; what comes meanwhile is counted and held. */
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
    // A list that grows in place would look the same to who compares it.
    if (this.#matching !== undefined) this.#matching = [...this.#matching];
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#schedule(() => {
      this.#isTelling = false;
      for (const follower of this.#followers) follower();
    });
  }
}
