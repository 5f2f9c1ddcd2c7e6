/** How many names are kept, and how long they may be together, in UTF-16 units. */
const MAX_NAMES = 0xffff;
const MAX_UNITS = 8 * 1024 * 1024;

/** The number of a call without an event, and of events beyond the limits. */
export const NO_NAME = 0;

/**
 * The names of events by number, as they are written. There are few in a log; of the names beyond 65,000 none is kept, and the
 * problems of their records name no event.
 */
export class EventNames {
  readonly #names: (string | undefined)[] = [undefined];
  readonly #numbers = new Map<string, number>();
  #units = 0;

  numberOf(name: string | undefined): number {
    if (name === undefined) return NO_NAME;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#names.length > MAX_NAMES || this.#units + name.length > MAX_UNITS) return NO_NAME;
    this.#units += name.length;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** All names, those with the numbers 1, 2 and so on. */
  all(): readonly string[] {
    return this.#names.slice(1) as string[];
  }

  nameOf(number: number): string | undefined {
    return this.#names[number];
  }
}
