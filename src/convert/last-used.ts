/** A longer text is not kept with its value. In UTF-16 units. */
const MAX_TEXT = 4000;

/**
 * Values that are made of texts, each once while its text is in use: requests repeat their history. Bounded: when it is full, it starts
 * anew with what is used from then on.
 */
export class LastUsed<Value> {
  readonly #max: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** `max`: how many texts are kept at least; up to twice as many are. */
  constructor(max: number) {
    this.#max = max;
  }

  /** The value of a text: the one that is kept, or else what `make` makes of it. */
  of(text: string, make: (text: string) => Value): Value {
    if (text.length > MAX_TEXT) return make(text);
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const value = this.#old.get(text) ?? make(text);
    if (this.#young.size >= this.#max) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, value);
    return value;
  }
}
