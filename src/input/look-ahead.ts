/** How much of a file is looked at to detect its layout, and held of a stream that may turn out to be a document. */
const LOOK_AHEAD = 16 * 1024 * 1024;

/** A text with its beginning read ahead, to be read from the start again. An error comes behind all that was read before it. */
export class LookAhead {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #size = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(chunks: AsyncIterator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Reads on until `decide` has an answer; it is asked with all that was read and whether that is all there is. */
  async until<Answer>(
    decide: (text: string, atEnd: boolean) => Answer | undefined,
    tooLong: (text: string) => Answer,
  ): Promise<Answer> {
    for (let asked = 0; ; ) {
      // Asking again for each small chunk of a long line would take quadratic time.
      if (this.#ended || this.#size >= asked * 2) {
        asked = this.#size;
        const answer = decide(Buffer.concat(this.#held).toString(), this.#ended);
        if (answer !== undefined) return answer;
      }
      if (this.#ended || this.isFull) return tooLong(Buffer.concat(this.#held).toString());
      await this.more();
    }
  }

  /** Reads and holds one chunk; undefined at the end. */
  async more(): Promise<Buffer | undefined> {
    try {
      const next = await this.#chunks.next();
      if (next.done !== true) {
        this.#held.push(next.value);
        this.#size += next.value.length;
        return next.value;
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#ended = true;
    return undefined;
  }

  get held(): readonly Buffer[] {
    return this.#held;
  }

  get isFull(): boolean {
    return this.#size > LOOK_AHEAD;
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** All of the text, from the start, for once. */
  async *all(): AsyncGenerator<Buffer> {
    const held = this.#held;
    this.#held = [];
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    if (this.#failure !== undefined) throw this.#failure.error;
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) yield next.value;
  }
}
