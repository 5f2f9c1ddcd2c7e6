import type { RepeatedProblem, RepeatedRecord } from '../check/repeated-record.js';
import { isShown } from '../check/repeated-record.js';
import type { Problem } from '../problem/problem.js';
import { ByteBlock } from './byte-block.js';
import { problemJson, problemParts } from './problem-json.js';
import { addRepeated, JsonTemplates, noParts, setRecord } from './repeated-json.js';

/** Writes the JSON of problems as they come. */
export class ProblemTexts {
  readonly #write: (json: string | Buffer) => void;
  readonly #parts = problemParts();
  readonly #toJson = problemJson(this.#parts);
  readonly #templates = new JsonTemplates(this.#parts);
  readonly #own = noParts();
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
    const own = this.#own;
    const { file } = record.run;
    const templates = this.#templates.numbersOf(record.shared);
    if (templates === undefined || !setRecord(record, own)) return false;
    if (file !== this.#file) {
      this.#file = file;
      this.#fileJson = Buffer.from(this.#parts.file(file));
    }
    const { problems } = record.shared;
    for (let index = 0; index < problems.length; index++) {
      const shared = problems[index] as RepeatedProblem;
      if (!isShown(shared, errorsOnly)) continue;
      own.column = record.columnOf(shared);
      own.endColumn = record.endColumnOf(shared);
      addRepeated(this.#block, this.#templates.get(templates[index] as number), this.#fileJson, own);
      this.#write(this.#block.bytes);
      this.#block.used = 0;
    }
    return true;
  }
}
