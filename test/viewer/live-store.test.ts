import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/viewer/model/filter.js';
import { LiveStore } from '../../src/viewer/model/live-store.js';
import { arrival, hello, judged, numbers, problemAt } from './checked.js';

/** A store that tells its followers at once. */
function newStore(limits = { events: 10, characters: 100_000 }): LiveStore {
  const store = new LiveStore((tell) => tell(), limits);
  store.begin(hello());
  return store;
}

function ids(store: LiveStore): number[] {
  return store.matching.map(({ id }) => id);
}

const come = (from: number, to: number) => arrival(numbers(from, to).map((number) => judged(number)));

describe('what the live page holds', () => {
  it('is the last events, bounded by their number', () => {
    const store = newStore();
    for (let from = 1; from < 100; from += 3) store.take(come(from, from + 2), 300);
    expect(ids(store)).toEqual(numbers(90, 99));
    expect(store.dropped).toBe(89);
    expect(store.totals.records).toBe(99);
  });

  it('is bounded by its size, too', () => {
    const store = newStore({ events: 1000, characters: 1000 });
    store.take(come(1, 5), 500);
    store.take(come(6, 10), 900);
    expect(ids(store).length).toBeLessThan(7);
    expect(ids(store).at(-1)).toBe(10);
  });

  it('follows the filter, whether it was set before the events came or after', () => {
    const store = newStore();
    const bad = (number: number) => judged(number, { problems: [problemAt('/properties/rating')] });
    store.take(arrival([judged(1), bad(2), judged(3)]), 300);
    store.setFilter({ ...EVERYTHING, verdict: 'problems' });
    expect(ids(store)).toEqual([2]);
    store.take(arrival([judged(4), bad(5)]), 300);
    expect(ids(store)).toEqual([2, 5]);
    for (let number = 6; number < 16; number++) store.take(arrival([judged(number)]), 100);
    expect(ids(store)).toEqual([]);
    store.setFilter(EVERYTHING);
    expect(ids(store)).toEqual(numbers(6, 15));
  });

  it('stands still while it is paused, and misses nothing that is still held', () => {
    const store = newStore();
    store.take(come(1, 4), 400);
    store.setPaused(true);
    store.take(come(5, 30), 2600);
    expect(ids(store)).toEqual([1, 2, 3, 4]);
    expect(store.waiting).toBe(26);
    expect(store.totals.records).toBe(30);
    store.setPaused(false);
    expect(ids(store)).toEqual(numbers(21, 30));
  });

  it('can be cleared, and counts from there', () => {
    const store = newStore();
    store.take(come(1, 4), 400);
    store.clear();
    expect([ids(store), store.totals.records, store.tallies.overview().events.total]).toEqual([[], 0, 0]);
    store.take(come(5, 6), 400);
    expect([ids(store), store.totals.records]).toEqual([[5, 6], 2]);
  });

  it('outlives a connection, but not the time that it is of', () => {
    const store = newStore();
    store.take(come(1, 4), 400);
    store.setConnection('lost');
    store.begin(hello());
    expect([ids(store), store.connection]).toEqual([[1, 2, 3, 4], 'live']);
    store.reset('second');
    expect([ids(store), store.totals.records]).toEqual([[], 0]);
    store.take(arrival([judged(5)], { totals: { records: 1, valid: 1, errors: 0, warnings: 0 } }), 100);
    store.begin(hello('another run'));
    expect([ids(store), store.totals.records]).toEqual([[], 0]);
  });

  it('tells its followers once a turn, however much came', () => {
    const turns: (() => void)[] = [];
    const store = new LiveStore((tell) => turns.push(tell));
    let told = 0;
    const unfollow = store.follow(() => told++);
    for (let number = 1; number < 50; number++) store.take(arrival([judged(number)]), 100);
    expect([turns.length, told]).toEqual([1, 0]);
    turns.shift()?.();
    expect(told).toBe(1);
    unfollow();
    store.clear();
    turns.shift()?.();
    expect(told).toBe(1);
  });
});
