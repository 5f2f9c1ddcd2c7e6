/** Greater numbers count as this one: no sum of so many of them is infinite. */
const MAX_NUMBER = 1e200;

/**
 * A sum of numbers that does not depend on their order, nor on how they are spread over several sums: it is exact until it is asked
 * for, and rounded once then. The parts are numbers whose bits do not overlap, after Shewchuk's "Adaptive Precision Floating-Point
 * Arithmetic"; whole numbers have one part.
 */
export class ExactSum {
  #parts: number[] = [];

  /** Adds a number; NaN counts as 0. */
  add(number: number): void {
    if (!Number.isNaN(number)) this.#add(Math.min(Math.max(number, -MAX_NUMBER), MAX_NUMBER));
  }

  /** Adds all numbers of another sum, also of one that was plain data. */
  addAll(parts: Iterable<number>): void {
    for (const part of parts) this.#add(part);
  }

  /** What `addAll` of another sum takes. */
  toJSON(): readonly number[] {
    return [...this.#parts];
  }

  /** The sum, rounded to the nearest number. */
  get value(): number {
    const parts = this.#parts;
    let index = parts.length - 1;
    let sum = parts[index] ?? 0;
    let lost = 0;
    while (index > 0 && lost === 0) {
      const large = sum;
      const small = parts[--index] as number;
      sum = large + small;
      lost = small - (sum - large);
    }
    // What lies exactly between two numbers was rounded to the even one; the parts below decide otherwise.
    const below = parts[index - 1] ?? 0;
    const isTie = (lost < 0 && below < 0) || (lost > 0 && below > 0);
    const rounded = sum + 2 * lost;
    return isTie && rounded - sum === 2 * lost ? rounded : sum;
  }

  #add(number: number): void {
    const parts = this.#parts;
    const [only = 0] = parts;
    // Whole numbers are quick to add.
    const areWhole = Number.isInteger(only) && Number.isInteger(number);
    if (parts.length < 2 && areWhole && Number.isSafeInteger(only + number)) {
      parts[0] = only + number;
      return;
    }
    let rest = number;
    let kept = 0;
    for (const part of parts) {
      const [large, small] = Math.abs(rest) < Math.abs(part) ? [part, rest] : [rest, part];
      const sum = large + small;
      const lost = small - (sum - large);
      if (lost !== 0) parts[kept++] = lost;
      rest = sum;
    }
    parts.length = kept;
    if (rest !== 0) parts.push(rest);
  }
}
