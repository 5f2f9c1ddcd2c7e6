import type { RepeatedRecord } from '../check/repeated-record.js';
import type { Problem } from '../problem/problem.js';
import { ByteBlock } from './byte-block.js';
import { problemJson, problemParts } from './problem-json.js';
import type { OwnParts } from './repeated-json.js';
import { addRepeated, JsonTemplates } from './repeated-json.js';

/** Writes the JSON of problems as they come. */
export class ProblemTexts {
  readonly #write: (json: string | Buffer) => void;
  readonly #parts = problemParts();
  readonly #toJson = problemJson(this.#parts);
  readonly #templates = new JsonTemplates(this.#parts);
  readonly #block = new ByteBlock();
  #file = '';
  #fileJson = Buffer.alloc(0);

  /** @param write is called with each problem; bytes are valid until it returns */
  constructor(write: (json: string | Buffer) => void) {
    this.#write = write;
  }

  add(problem: Problem): void {
    this.#write(this.#toJson(problem));
  }

  /** Adds the problems of a record. @returns false if they have to be added one by one */
  addRepeated(record: RepeatedRecord, errorsOnly: boolean): boolean {
    const { file } = record.run;
    if (file !== this.#file) {
      this.#file = file;
      this.#fileJson = Buffer.from(this.#parts.file(file));
    }
    return this.#templates.each(record, errorsOnly, this.#addOne);
  }

  readonly #addOne = (template: number, own: OwnParts): void => {
    addRepeated(this.#block, this.#templates.get(template), this.#fileJson, own);
    this.#write(this.#block.bytes);
    this.#block.used = 0;
  };
}
