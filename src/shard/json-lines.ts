/** So much text makes a block. In UTF-16 units. */
const BLOCK_UNITS = 512 * 1024;

/** Writes values as lines of JSON, and hands them over in blocks. */
export class JsonLines {
  readonly #write: (block: Buffer) => void;
  #lines: string[] = [];
  #units = 0;

  /** @param write called with each block of whole lines */
  constructor(write: (block: Buffer) => void) {
    this.#write = write;
  }

  /** Adds a value as a line. */
  add(value: object): void {
    const line = `${JSON.stringify(value)}\n`;
    this.#lines.push(line);
    this.#units += line.length;
    if (this.#units >= BLOCK_UNITS) this.flush();
  }

  /** Hands over the lines that make no whole block yet, if there are any. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.#write(Buffer.from(this.#lines.join('')));
    this.#lines = [];
    this.#units = 0;
  }
}
