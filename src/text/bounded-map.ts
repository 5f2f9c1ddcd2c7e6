/** Orders keys: negative if `a` comes first. */
export type CompareKeys = (a: string, b: string) => number;

/** The order of JavaScript's own sort: by UTF-16 units. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Shorter names first: those that people gave are shorter than those that a program made up, with an id in them. */
export function byLength(a: string, b: string): number {
  return a.length - b.length || byCodeUnits(a, b);
}

/**
 * A map with a limit: it keeps the entries whose keys come first in an order. Which ones these are depends on the keys only, not
 * on the order in which they are added, and what is kept for such a key was never evicted before.
 */
export class BoundedMap<Value> {
  readonly #limit: number;
  readonly #compare: CompareKeys;
  readonly #values = new Map<string, Value>();
  /** The keys in order, once the map is full. */
  #keys: string[] | undefined;

  constructor(limit: number, compare: CompareKeys) {
    this.#limit = limit;
    this.#compare = compare;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Whether a key that has no entry can be added. */
  admits(key: string): boolean {
    if (this.#values.size < this.#limit) return true;
    const last = this.#sortedKeys().at(-1);
    return last !== undefined && this.#compare(key, last) < 0;
  }

  /**
   * Adds an entry for a key that has none and that the map admits.
   * @returns the value of the entry that was evicted for it, if the map was full
   */
  add(key: string, value: Value): Value | undefined {
    const isFull = this.#values.size >= this.#limit;
    const evicted = isFull ? this.#evictLast() : undefined;
    this.#values.set(key, value);
    this.#keys?.splice(this.#indexFor(this.#keys, key), 0, key);
    return evicted;
  }

  /** All values, in no order that means something. */
  values(): Value[] {
    return [...this.#values.values()];
  }

  /** All entries in the order of their keys. */
  entries(): [string, Value][] {
    return [...this.#values].sort(([a], [b]) => this.#compare(a, b));
  }

  #sortedKeys(): string[] {
    this.#keys ??= [...this.#values.keys()].sort(this.#compare);
    return this.#keys;
  }

  #evictLast(): Value | undefined {
    const key = this.#sortedKeys().pop();
    if (key === undefined) return undefined;
    const value = this.#values.get(key);
    this.#values.delete(key);
    return value;
  }

  #indexFor(keys: readonly string[], key: string): number {
    let [from, to] = [0, keys.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(keys[middle] as string, key) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
