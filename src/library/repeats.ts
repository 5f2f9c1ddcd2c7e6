/** How many kinds of things are told apart: what a program tracks cannot make us grow. */
const KINDS = 1000;

/** Says how often a thing came, so that what comes again and again is not said each time. */
export class Repeats {
  readonly #counts = new Map<string, number>();

  /** Counts one more of a kind, and returns how many there were; things beyond the first thousand kinds are one kind. */
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
