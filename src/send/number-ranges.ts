/** A range of whole numbers, both ends included. */
export type NumberRange = readonly [from: number, to: number];

/** A set of whole numbers that lie close together, kept as ranges. */
export class NumberRanges {
  readonly #ranges: [from: number, to: number][];

  /** From ranges in their order that neither touch nor overlap, as `toJSON` gives them. */
  constructor(ranges: readonly NumberRange[] = []) {
    this.#ranges = ranges.map(([from, to]) => [from, to]);
  }

  /** How many ranges there are, which is what the set needs memory for. */
  get ranges(): number {
    return this.#ranges.length;
  }

  /** How many numbers are in the set. */
  get size(): number {
    return this.#ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  has(number: number): boolean {
    const range = this.#ranges[this.#indexBefore(number)];
    return range !== undefined && number <= range[1];
  }

  add(number: number): void {
    const index = this.#indexBefore(number);
    const before = this.#ranges[index];
    if (before !== undefined && number <= before[1]) return;
    const after = this.#ranges[index + 1];
    const joinsBefore = before !== undefined && before[1] === number - 1;
    const joinsAfter = after !== undefined && after[0] === number + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#ranges.splice(index + 1, 1);
    } else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else this.#ranges.splice(index + 1, 0, [number, number]);
  }

  delete(number: number): void {
    const index = this.#indexBefore(number);
    const range = this.#ranges[index];
    if (range === undefined || number > range[1]) return;
    if (range[0] === range[1]) this.#ranges.splice(index, 1);
    else if (number === range[0]) range[0]++;
    else if (number === range[1]) range[1]--;
    else {
      this.#ranges.splice(index + 1, 0, [number + 1, range[1]]);
      range[1] = number - 1;
    }
  }

  toJSON(): NumberRange[] {
    return this.#ranges.map(([from, to]) => [from, to]);
  }

  /** The index of the last range that begins at or before a number; -1 if there is none. */
  #indexBefore(number: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[0] ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
