/** The files of a log by number, for places in flat arrays. */
export class FileNames {
  readonly #names: string[] = [];

  /** The number of the file that is read now. */
  numberOf(name: string): number {
    if (this.#names[this.#names.length - 1] !== name) this.#names.push(name);
    return this.#names.length - 1;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }
}
