import { NO_DELIVERY_PROBLEMS } from '../../listen/delivery-problem-lines.js';
import type { EventsMessage, Hello, Totals } from '../../listen/stream-messages.js';
import { talliedEvent } from '../../overview/tallied-event.js';
import { Tallies } from '../../overview/tallies.js';
import type { Entry } from './entry.js';
import { entryOfTallied } from './entry.js';
import type { Filter } from './filter.js';
import { EVERYTHING, matcherOf } from './filter.js';
import type { StoreLimits } from './held-entries.js';
import { HeldEntries, STORE_LIMITS } from './held-entries.js';
import type { PageMemory, PageState } from './page-memory.js';
import { NO_MEMORY } from './page-memory.js';
import { difference, NOTHING } from './totals.js';

/** The state of the connection to the collector. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

/** What the page shows of a run at one moment, which later events do not change. */
interface Snapshot {
  readonly entries: readonly Entry[];
  readonly tallies: Tallies;
  readonly totals: Totals;
}

/** What the page is made with. */
export interface StoreOptions {
  readonly limits?: StoreLimits;
  /** Keeps what the user has set over a reload. Default: nothing is kept. */
  readonly memory?: PageMemory;
}

/**
 * The state of the live page: the last events, the counts, and which events are shown. Holds a bounded number of events of
 * bounded size, and notifies its followers once per turn.
 */
export class LiveStore {
  readonly #limits: StoreLimits;
  readonly #memory: PageMemory;
  readonly #followers = new Set<() => void>();
  readonly #schedule: (notify: () => void) => void;
  #isScheduled = false;
  #held: HeldEntries;
  #tallies = new Tallies([]);
  #totals = NOTHING;
  #filter = EVERYTHING;
  /** Set while the page is paused: the last event before the pause, and what is shown once later ones came. */
  #pause: { readonly after: number; snapshot?: Snapshot } | undefined;
  #waiting = 0;
  /** Set while the page is cleared: the last event before, the counts up to it, and the counts of what came since. */
  #clear: (NonNullable<PageState['clear']> & { readonly tallies: Tallies }) | undefined;
  #earlier: Snapshot | undefined;
  #isEarlierShown = false;
  #entries: readonly Entry[] | undefined;
  /** The entries that match the filter, up to one of the entries. */
  #matching: { readonly list: readonly Entry[]; readonly upTo: number } | undefined;
  #isMatchingCurrent = false;
  #hello: Hello | undefined;
  #newest = 0;
  connection: Connection = 'connecting';
  deliveryProblems = NO_DELIVERY_PROBLEMS;
  /** How many events were never sent to this page. */
  skipped = 0;

  /** `schedule`: calls back when followers are to be notified, as `requestAnimationFrame` does. */
  constructor(
    schedule: (notify: () => void) => void,
    { limits = STORE_LIMITS, memory = NO_MEMORY }: StoreOptions = {},
  ) {
    this.#schedule = schedule;
    this.#limits = limits;
    this.#held = new HeldEntries(limits);
    this.#memory = memory;
  }

  /** Calls `follower` after changes, until what this returns is called. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** How many events were evicted. */
  get dropped(): number {
    return this.#held.evicted;
  }

  get hello(): Hello | undefined {
    return this.#hello;
  }

  /** The counts of what is shown: of this run, since the page was cleared, up to the pause. */
  get tallies(): Tallies {
    return this.#shown?.tallies ?? this.#current;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** What came since the page was cleared, by the count of the collector. */
  get totals(): Totals {
    if (this.#isEarlierShown && this.#earlier !== undefined) return this.#earlier.totals;
    return difference(this.#totals, this.#clear?.totals ?? NOTHING);
  }

  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** How many events came since the page was paused. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many events the page hides since it was cleared; 0 if it was not. */
  get cleared(): number {
    return this.#clear?.totals.records ?? 0;
  }

  /** The run of `listen` before this one, if this page saw it: how many events it had, and whether it is shown. */
  get earlierRun(): { readonly records: number; readonly isShown: boolean } | undefined {
    if (this.#earlier === undefined) return undefined;
    return { records: this.#earlier.totals.records, isShown: this.#isEarlierShown };
  }

  /** The events of the page in the order of arrival: the held ones, or those that were held when it was paused. */
  get entries(): readonly Entry[] {
    this.#entries ??= this.#shown?.entries ?? this.#held.after(this.#clear?.after ?? 0);
    return this.#entries;
  }

  /** The entries that the filter shows. */
  get matching(): readonly Entry[] {
    if (this.#matching !== undefined && this.#isMatchingCurrent) return this.#matching.list;
    const { entries } = this;
    const { list, upTo } = this.#matching ?? { list: [], upTo: Number.NEGATIVE_INFINITY };
    const oldest = entries[0]?.id ?? Number.POSITIVE_INFINITY;
    const kept = list.filter(({ id }) => id >= oldest);
    const first = entries.findLastIndex(({ id }) => id <= upTo) + 1;
    // Looking at the texts of all events for each new one would take too long.
    const added = entries.slice(first).filter(matcherOf(this.#filter));
    this.#matching = { list: [...kept, ...added], upTo: entries.at(-1)?.id ?? upTo };
    this.#isMatchingCurrent = true;
    return this.#matching.list;
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

  /** A connection began. Events of another epoch are kept apart. */
  begin(hello: Hello): void {
    const isNew = hello.epoch !== this.#hello?.epoch;
    if (isNew) this.#beginAnew(hello);
    this.setConnection('live');
  }

  /** The collector removed all its events. */
  reset(epoch: string): void {
    if (this.#hello === undefined) return;
    this.#beginAnew({ ...this.#hello, epoch, evicted: new Tallies(this.#hello.known).state });
    this.#changed();
  }

  /** Adds the events of a message. `characters`: the length of the message. */
  add({ events, skipped, totals, deliveryProblems }: EventsMessage, characters: number): void {
    this.skipped += skipped;
    this.deliveryProblems = deliveryProblems;
    for (const event of events) {
      if (this.#pause !== undefined && event.number > this.#pause.after) {
        this.#pause.snapshot ??= this.#snapshot();
        this.#waiting++;
      }
      const tallied = talliedEvent(event);
      this.#held.add(entryOfTallied(tallied, event.path), characters / events.length);
      this.#newest = event.number;
      this.#tallies.add(tallied);
      if (this.#clear !== undefined && event.number > this.#clear.after) this.#clear.tallies.add(tallied);
    }
    this.#totals = totals;
    this.#held.evictOld();
    if (this.#shown === undefined) {
      this.#entries = undefined;
      this.#isMatchingCurrent = false;
    } else if (this.#entries !== this.#shown.entries) this.#forgetLists();
    this.#changed();
  }

  /** Stops or continues showing new events. Events that come while it is paused are counted and held. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.#pause = isPaused ? { after: this.#newest } : undefined;
    this.#waiting = 0;
    this.#remember();
    this.#refresh();
  }

  /** Empties the page. The collector keeps what it has, and the page what it needs to undo this. */
  clear(): void {
    this.#pause = undefined;
    this.#waiting = 0;
    this.#clear = { after: this.#newest, totals: this.#totals, tallies: this.#newTallies() };
    this.#remember();
    this.#refresh();
  }

  /** Shows again what was there before the page was cleared. */
  undoClear(): void {
    this.#clear = undefined;
    this.#remember();
    this.#refresh();
  }

  /** Shows the run before this one, or this one again. */
  showEarlier(isShown: boolean): void {
    this.#isEarlierShown = isShown && this.#earlier !== undefined;
    this.#refresh();
  }

  /** What is shown in place of the current events, if anything is. */
  get #shown(): Snapshot | undefined {
    return this.#isEarlierShown ? this.#earlier : this.#pause?.snapshot;
  }

  get #current(): Tallies {
    return this.#clear?.tallies ?? this.#tallies;
  }

  #snapshot(): Snapshot {
    const entries = this.#held.after(this.#clear?.after ?? 0);
    return { entries, tallies: this.#current.copy(), totals: this.totals };
  }

  #newTallies(): Tallies {
    return new Tallies(this.#hello?.known ?? []);
  }

  #beginAnew(hello: Hello): void {
    if (this.#totals.records > 0) {
      this.#isEarlierShown = false;
      this.#earlier = { entries: this.#held.after(0), tallies: this.#tallies, totals: this.#totals };
    }
    this.#hello = hello;
    this.#held = new HeldEntries(this.#limits);
    this.#newest = 0;
    this.#totals = NOTHING;
    this.#tallies = new Tallies(hello.known, hello.evicted);
    this.#waiting = 0;
    this.skipped = 0;
    const { pausedAfter, clear } = this.#memory.read(hello.epoch);
    this.#pause = pausedAfter === undefined ? undefined : { after: pausedAfter };
    this.#clear = clear === undefined ? undefined : { ...clear, tallies: this.#newTallies() };
    this.#refresh();
  }

  #remember(): void {
    if (this.#hello === undefined) return;
    const clear = this.#clear === undefined ? undefined : { after: this.#clear.after, totals: this.#clear.totals };
    this.#memory.write(this.#hello.epoch, {
      ...(this.#pause === undefined ? {} : { pausedAfter: this.#pause.after }),
      ...(clear === undefined ? {} : { clear }),
    });
  }

  #forgetLists(): void {
    this.#entries = undefined;
    this.#matching = undefined;
  }

  /** Makes the lists of events anew. */
  #refresh(): void {
    this.#forgetLists();
    this.#changed();
  }

  #changed(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      for (const follower of this.#followers) follower();
    });
  }
}
