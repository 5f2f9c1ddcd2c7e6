import { describe, expect, it } from 'vitest';
import { talliedEvent } from '../../src/overview/tallied-event.js';
import { Tallies } from '../../src/overview/tallies.js';
import { EVERYTHING } from '../../src/viewer/model/filter.js';
import { LiveStore } from '../../src/viewer/model/live-store.js';
import type { PageMemory, PageState } from '../../src/viewer/model/page-memory.js';
import { arrival, checkedEvent, hello, numbers, problemAt } from './checked.js';

/** A store that notifies its followers at once. */
function newStore(limits = { events: 10, characters: 100_000 }): LiveStore {
  const store = new LiveStore((notify) => notify(), { limits });
  store.begin(hello());
  return store;
}

/** A memory as a browser's tab has one. */
function tabMemory(): PageMemory {
  const states = new Map<string, PageState>();
  return {
    read: (epoch) => states.get(epoch) ?? {},
    write: (epoch, state) => states.set(epoch, state),
  };
}

function ids(store: LiveStore): number[] {
  return store.matching.map(({ id }) => id);
}

const come = (from: number, to: number) => arrival(numbers(from, to).map((number) => checkedEvent(number)));

describe('LiveStore', () => {
  it('LiveStore holds a bounded number of events', () => {
    const store = newStore();
    for (let from = 1; from < 100; from += 3) store.add(come(from, from + 2), 300);
    expect(ids(store)).toEqual(numbers(90, 99));
    expect(store.dropped).toBe(89);
    expect(store.totals.records).toBe(99);
  });

  it('LiveStore holds events of a bounded size', () => {
    const store = newStore({ events: 1000, characters: 1000 });
    store.add(come(1, 5), 500);
    store.add(come(6, 10), 900);
    expect(ids(store).length).toBeLessThan(7);
    expect(ids(store).at(-1)).toBe(10);
  });

  it('LiveStore applies the filter to events that came before and after it was set', () => {
    const store = newStore();
    const bad = (number: number) => checkedEvent(number, { problems: [problemAt('/properties/rating')] });
    store.add(arrival([checkedEvent(1), bad(2), checkedEvent(3)]), 300);
    store.setFilter({ ...EVERYTHING, result: 'problems' });
    expect(ids(store)).toEqual([2]);
    store.add(arrival([checkedEvent(4), bad(5)]), 300);
    expect(ids(store)).toEqual([2, 5]);
    for (let number = 6; number < 16; number++) store.add(arrival([checkedEvent(number)]), 100);
    expect(ids(store)).toEqual([]);
    store.setFilter(EVERYTHING);
    expect(ids(store)).toEqual(numbers(6, 15));
  });

  it('LiveStore shows no new events while it is paused, and loses none', () => {
    const store = newStore();
    store.add(come(1, 4), 400);
    store.setPaused(true);
    store.add(come(5, 30), 2600);
    expect(ids(store)).toEqual([1, 2, 3, 4]);
    expect(store.waiting).toBe(26);
    expect(store.tallies.conversations.list()).toMatchObject([{ id: 'c1', events: 4 }]);
    expect(store.totals.records).toBe(30);
    store.setPaused(false);
    expect(ids(store)).toEqual(numbers(21, 30));
  });

  it('LiveStore counts from zero after it is cleared', () => {
    const store = newStore();
    store.add(come(1, 4), 400);
    store.clear();
    expect([ids(store), store.totals.records, store.tallies.overview().events.total]).toEqual([[], 0, 0]);
    store.add(come(5, 6), 400);
    expect([ids(store), store.totals.records]).toEqual([[5, 6], 2]);
    expect(store.cleared).toBe(4);
    store.undoClear();
    expect([ids(store), store.totals.records, store.cleared]).toEqual([numbers(1, 6), 6, 0]);
    expect(store.tallies.conversations.list()).toMatchObject([{ id: 'c1', events: 6 }]);
  });

  it('LiveStore is cleared and paused as before when the page is loaded again', () => {
    const memory = tabMemory();
    const loaded = (last: number): LiveStore => {
      const store = new LiveStore((notify) => notify(), { memory });
      store.begin(hello());
      store.add(come(1, last), 400);
      return store;
    };
    const store = loaded(4);
    store.clear();
    store.add(come(5, 6), 200);
    store.setPaused(true);
    const again = loaded(9);
    expect([ids(again), again.isPaused, again.waiting, again.cleared]).toEqual([[5, 6], true, 3, 4]);
    expect(again.totals.records).toBe(5);
    again.setPaused(false);
    expect(ids(again)).toEqual(numbers(5, 9));
  });

  it('LiveStore counts the events that the collector no longer holds', () => {
    const store = new LiveStore((notify) => notify());
    const evicted = new Tallies(hello().known);
    for (const number of numbers(1, 20)) evicted.add(talliedEvent(checkedEvent(number)));
    store.begin({ ...hello(), evicted: evicted.state });
    store.add(come(21, 25), 500);
    expect(store.tallies.overview().events.shown).toMatchObject([{ name: 'Message Sent', valid: 25 }]);
    expect(ids(store)).toEqual(numbers(21, 25));
  });

  it('LiveStore keeps its events over a reconnection, and keeps an earlier epoch apart', () => {
    const store = newStore();
    store.add(come(1, 4), 400);
    store.setConnection('lost');
    store.begin(hello());
    expect([ids(store), store.connection]).toEqual([[1, 2, 3, 4], 'live']);
    store.reset('second');
    expect([ids(store), store.totals.records]).toEqual([[], 0]);
    expect(store.earlierRun).toEqual({ records: 4, isShown: false });
    store.showEarlier(true);
    expect([ids(store), store.totals.records]).toEqual([[1, 2, 3, 4], 4]);
    store.showEarlier(false);
    store.add(arrival([checkedEvent(5)], { totals: { records: 1, valid: 1, errors: 0, warnings: 0 } }), 100);
    store.begin(hello('another run'));
    expect([ids(store), store.totals.records]).toEqual([[], 0]);
  });

  it('LiveStore notifies its followers once per turn', () => {
    const turns: (() => void)[] = [];
    const store = new LiveStore((notify) => turns.push(notify));
    let calls = 0;
    const unfollow = store.follow(() => calls++);
    for (let number = 1; number < 50; number++) store.add(arrival([checkedEvent(number)]), 100);
    expect([turns.length, calls]).toEqual([1, 0]);
    turns.shift()?.();
    expect(calls).toBe(1);
    unfollow();
    store.clear();
    turns.shift()?.();
    expect(calls).toBe(1);
  });
});
