/** A map of bounded size: a new key that there is no room for is let go, or pushes out the key that was longest unused. */
export class BoundedMap<Value> {
  readonly #most: number;
  readonly #makesRoom: boolean;
  readonly #values = new Map<string, Value>();
  /** How many keys there was no room for. */
  left = 0;

  constructor(most: number, { makesRoom = false } = {}) {
    this.#most = most;
    this.#makesRoom = makesRoom;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** The value of a key, made if it is new; undefined if there is no room for it. */
  ensure(key: string, make: () => Value): Value | undefined {
    let value = this.#values.get(key);
    if (value !== undefined) {
      if (this.#makesRoom) {
        this.#values.delete(key);
        this.#values.set(key, value);
      }
      return value;
    }
    if (this.#values.size >= this.#most) {
      this.left++;
      if (!this.#makesRoom) return undefined;
      const [oldest] = this.#values.keys();
      if (oldest !== undefined) this.#values.delete(oldest);
    }
    value = make();
    this.#values.set(key, value);
    return value;
  }

  /** All values, those that were used last at the end. */
  values(): Value[] {
    return [...this.#values.values()];
  }
}
