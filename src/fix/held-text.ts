/** Text that was read and not yet written, by its offset in the whole text. */
export class HeldText {
  #pieces: Buffer[] = [];
  /** How many bytes came before the held text, and its length. */
  #start = 0;
  #size = 0;

  /** How many bytes were removed so far. */
  get start(): number {
    return this.#start;
  }

  /** How many bytes were added so far. */
  get end(): number {
    return this.#start + this.#size;
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  /** Removes and returns the text before an offset. */
  removeTo(offset: number): Buffer[] {
    const removed: Buffer[] = [];
    while (this.#start < offset) {
      const piece = this.#pieces[0];
      if (piece === undefined) break;
      const wanted = offset - this.#start;
      const part = wanted < piece.length ? piece.subarray(0, wanted) : piece;
      if (part === piece) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(wanted);
      removed.push(part);
      this.#start += part.length;
      this.#size -= part.length;
    }
    return removed;
  }
}
