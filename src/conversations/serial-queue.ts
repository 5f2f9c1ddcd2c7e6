/** The neighbours of each serial in its queue; a serial is in one queue at a time. */
export interface QueueLinks {
  readonly next: Int32Array;
  readonly before: Int32Array;
}

/** Makes links for serials below `capacity`. */
export function createLinks(capacity: number): QueueLinks {
  return { next: new Int32Array(capacity), before: new Int32Array(capacity) };
}

/**
 * Serials in the order in which they were added; any of them can be removed. In the arrays, 0 is none, and every serial
 * is one more.
 */
export class SerialQueue {
  readonly #links: QueueLinks;
  #first = 0;
  #last = 0;
  size = 0;

  constructor(links: QueueLinks) {
    this.#links = links;
  }

  /** The serial that was added first; undefined if there is none. */
  get first(): number | undefined {
    return this.#first === 0 ? undefined : this.#first - 1;
  }

  /** The serial that was added next; undefined if there is none. */
  after(serial: number): number | undefined {
    const next = this.#links.next[serial] ?? 0;
    return next === 0 ? undefined : next - 1;
  }

  add(serial: number): void {
    const { next, before } = this.#links;
    next[serial] = 0;
    before[serial] = this.#last;
    if (this.#last === 0) this.#first = serial + 1;
    else next[this.#last - 1] = serial + 1;
    this.#last = serial + 1;
    this.size++;
  }

  remove(serial: number): void {
    const { next, before } = this.#links;
    const after = next[serial] ?? 0;
    const previous = before[serial] ?? 0;
    if (previous === 0) this.#first = after;
    else next[previous - 1] = after;
    if (after === 0) this.#last = previous;
    else before[after - 1] = previous;
    this.size--;
  }
}
