/** What a limited map holds, as plain JSON. */
export interface LimitedMapState<Value> {
  readonly entries: readonly (readonly [key: string, value: Value])[];
  readonly dropped: number;
}

/** What a limited map does with a new key when it is full. */
export interface LimitedMapOptions<Value> {
  /** Whether it evicts the least recently used key. Default: it ignores the new one. */
  readonly evicts?: boolean;
  /** Called with what is evicted. */
  readonly onEvicted?: (value: Value) => void;
}

/** A map of bounded size. When it is full, a new key is ignored or evicts the least recently used one. */
export class LimitedMap<Value> {
  readonly #maxSize: number;
  readonly #evicts: boolean;
  readonly #onEvicted: ((value: Value) => void) | undefined;
  readonly #values = new Map<string, Value>();
  /** How many keys were ignored or evicted. */
  dropped = 0;

  constructor(maxSize: number, { evicts = false, onEvicted }: LimitedMapOptions<Value> = {}) {
    this.#maxSize = maxSize;
    this.#evicts = evicts;
    this.#onEvicted = onEvicted;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** The value of a key, made if it is new; undefined if the map is full and does not evict. */
  ensure(key: string, make: () => Value): Value | undefined {
    let value = this.#values.get(key);
    if (value !== undefined) {
      if (this.#evicts) {
        this.#values.delete(key);
        this.#values.set(key, value);
      }
      return value;
    }
    if (this.#values.size >= this.#maxSize) {
      this.dropped++;
      if (!this.#evicts) return undefined;
      this.#evictOldest();
    }
    value = make();
    this.#values.set(key, value);
    return value;
  }

  #evictOldest(): void {
    for (const [key, value] of this.#values) {
      this.#values.delete(key);
      this.#onEvicted?.(value);
      return;
    }
  }

  /** All values, the most recently used ones last. */
  values(): Value[] {
    return [...this.#values.values()];
  }

  get state(): LimitedMapState<Value> {
    return { entries: [...this.#values], dropped: this.dropped };
  }

  /** Takes over a state, whose values it changes from now on. */
  load({ entries, dropped }: LimitedMapState<Value>): void {
    this.dropped = dropped;
    for (const [key, value] of entries) this.#values.set(key, value);
  }
}
