import type { RepeatedRecord } from '../check/repeated-record.js';
import type { PlacedProblem } from '../problem/position.js';
import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import type { SortedEntry } from '../spill/external-sorter.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import { ByteBlock } from './byte-block.js';
import { problemJson, problemParts } from './problem-json.js';
import type { OwnParts } from './repeated-json.js';
import { addRepeated, JsonTemplates, noParts } from './repeated-json.js';

// The key by which problems are sorted: file, record and line, each in one word, and the column in two.
const FILE = 0;
const RECORD = 1;
const LINE = 2;
const COLUMN_HIGH = 3;
const COLUMN = 4;
const PLACE_WORDS = 5;

// Of a problem that is kept as what it has of its own, the number of its template, from 1, and where it ends. Its payload is the id of
// its conversation. That of the others is their JSON.
const TEMPLATE = 5;
const END_COLUMN = 6;
const KEY_WORDS = 7;

/** What waits in memory; more goes to a temporary file. */
const MEMORY_BYTES = 8 * 1024 * 1024;

/** How much is written at once. */
const PIECE_BYTES = 48 * 1024;

/** Problems as JSON, brought into the order of their places: `byPosition`. What does not fit in memory goes to a temporary file. */
export class ProblemSpool {
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(KEY_WORDS);
  readonly #parts = problemParts();
  readonly #toJson = problemJson(this.#parts);
  readonly #templates = new JsonTemplates(this.#parts);
  readonly #own = noParts();
  /** The JSON of files that have such problems, by their places among the files of the run. */
  readonly #files: Buffer[] = [];

  constructor(files: TemporaryFiles) {
    this.#sorter = new ExternalSorter({ keyWords: KEY_WORDS, memoryBytes: MEMORY_BYTES, files });
  }

  /** Adds a problem. @throws {Failure} if no temporary file can be written */
  add({ problem, fileIndex }: PlacedProblem): void {
    this.#key[FILE] = fileIndex;
    this.#setPlace(problem);
    this.#key[TEMPLATE] = 0;
    this.#key[END_COLUMN] = 0;
    this.#sorter.addText(this.#key, this.#toJson(problem));
  }

  /**
   * Adds the problems of a record.
   * @returns false if they have to be added one by one
   * @throws {Failure} likewise
   */
  addRepeated(record: RepeatedRecord, fileIndex: number, errorsOnly: boolean): boolean {
    this.#files[fileIndex] ??= Buffer.from(this.#parts.file(record.run.file));
    this.#key[FILE] = fileIndex;
    return this.#templates.each(record, errorsOnly, this.#addOne);
  }

  readonly #addOne = (template: number, own: OwnParts): void => {
    this.#setPlace(own);
    this.#key[TEMPLATE] = 1 + template;
    this.#key[END_COLUMN] = own.endColumn;
    this.#sorter.addPart(this.#key, own.ids, own.idFrom, own.idTo);
  };

  /**
   * The JSON of all problems in order with a separator between them, many at a time; each piece is valid until the next is asked for.
   * Nothing can be added afterwards.
   * @throws {Failure} if they cannot be read again
   */
  *joined(separator: string): Generator<Buffer> {
    const between = Buffer.from(separator);
    const block = new ByteBlock();
    const last = new Uint32Array(PLACE_WORDS);
    // Where the problem before begins, and the texts of all at its place if there are several.
    let start = -1;
    let texts: string[] = [];
    for (const entry of this.#sorter.sorted()) {
      if (start >= 0 && isSame(entry, last)) {
        if (texts.length === 0) texts.push(block.textFrom(start));
        block.used = start;
        this.#addJson(entry, block);
        texts.push(block.textFrom(start));
        continue;
      }
      if (texts.length > 0) replace(block, start, inOrder(texts).join(separator));
      texts = [];
      if (block.used > PIECE_BYTES) {
        yield block.bytes;
        block.used = 0;
      }
      block.reserve(between.length);
      if (start >= 0) block.add(between);
      start = block.used;
      this.#addJson(entry, block);
      for (let word = 0; word < PLACE_WORDS; word++) last[word] = entry.words[entry.start + word] as number;
    }
    if (texts.length > 0) replace(block, start, inOrder(texts).join(separator));
    if (block.used > 0) yield block.bytes;
  }

  /** Writes the place within a file. */
  #setPlace({ record, line, column }: Pick<Problem, 'record' | 'line' | 'column'>): void {
    const key = this.#key;
    key[RECORD] = record;
    key[LINE] = line;
    key[COLUMN_HIGH] = Math.floor(column / 2 ** 32);
    key[COLUMN] = column >>> 0;
  }

  /** Adds the JSON of a problem to a block. */
  #addJson({ words, start, payload }: SortedEntry, block: ByteBlock): void {
    const template = words[start + TEMPLATE] as number;
    if (template === 0) {
      block.reserve(payload.length);
      block.add(payload);
      return;
    }
    const own = this.#own;
    own.record = words[start + RECORD] as number;
    own.line = words[start + LINE] as number;
    own.column = (words[start + COLUMN_HIGH] as number) * 2 ** 32 + (words[start + COLUMN] as number);
    own.endColumn = words[start + END_COLUMN] as number;
    own.ids = payload;
    own.idFrom = 0;
    own.idTo = payload.length;
    addRepeated(block, this.#templates.get(template - 1), this.#files[words[start + FILE] as number] as Buffer, own);
  }
}

/** Puts a text in the place of all bytes from one place on. */
function replace(block: ByteBlock, start: number, text: string): void {
  const bytes = Buffer.from(text);
  block.used = start;
  block.reserve(bytes.length);
  block.add(bytes);
}

function isSame({ words, start }: SortedEntry, place: Uint32Array): boolean {
  for (let word = 0; word < PLACE_WORDS; word++) if (words[start + word] !== place[word]) return false;
  return true;
}

/** The JSON of problems at one place, in order. */
function inOrder(texts: readonly string[]): readonly string[] {
  const problems = texts.map((text) => ({ text, problem: JSON.parse(text) as Problem }));
  return problems.sort((a, b) => byPlace(a.problem, b.problem)).map(({ text }) => text);
}
