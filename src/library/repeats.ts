/** How many kinds are counted apart, to limit memory. */
const KINDS = 1000;

/** Counts repeats, so that a problem that comes again and again is not logged each time. */
export class Repeats {
  readonly #counts = new Map<string, number>();

  /**
   * Counts one more of a kind, and returns how many there were. Everything beyond the first 1,000 kinds is one kind.
   */
  add(kind: string): number {
    const known = this.#counts.has(kind) || this.#counts.size < KINDS ? kind : '';
    const count = (this.#counts.get(known) ?? 0) + 1;
    this.#counts.set(known, count);
    return count;
  }
}

/** Whether this is the first time, the tenth, the hundredth and so on. */
export function isWorthSaying(count: number): boolean {
  return /^10*$/.test(String(count));
}
