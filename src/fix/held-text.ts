/** Stretches of a text that were read and not yet written, by their place in the whole. */
export class HeldText {
  #pieces: Buffer[] = [];
  /** How many bytes came before what is held, and how many are held. */
  #start = 0;
  #size = 0;

  /** How many bytes were taken out so far. */
  get start(): number {
    return this.#start;
  }

  /** How many bytes were put in so far. */
  get end(): number {
    return this.#start + this.#size;
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  /** Takes out all that lies before a place. */
  takeTo(place: number): Buffer[] {
    const taken: Buffer[] = [];
    while (this.#start < place) {
      const piece = this.#pieces[0];
      if (piece === undefined) break;
      const wanted = place - this.#start;
      const part = wanted < piece.length ? piece.subarray(0, wanted) : piece;
      if (part === piece) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(wanted);
      taken.push(part);
      this.#start += part.length;
      this.#size -= part.length;
    }
    return taken;
  }
}
