import type { PlacedProblem } from '../problem/position.js';
import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';

/** The key by which problems are sorted: file, record and line, each in one word, and the column in two. */
const KEY_WORDS = 5;

/** What waits in memory; more goes to a temporary file. */
const MEMORY_BYTES = 8 * 1024 * 1024;

/** The first memory for the JSON of one problem. */
const HELD_BYTES = 4096;

/** Problems as JSON, brought into the order of their places: `byPosition`. What does not fit in memory goes to a temporary file. */
export class ProblemSpool {
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(KEY_WORDS);

  constructor(files: TemporaryFiles) {
    this.#sorter = new ExternalSorter({ keyWords: KEY_WORDS, memoryBytes: MEMORY_BYTES, files });
  }

  /** Adds a problem. @param json the problem as JSON @throws {Failure} if no temporary file can be written */
  add({ problem: { record, line, column }, fileIndex }: PlacedProblem, json: string): void {
    const key = this.#key;
    key[0] = fileIndex;
    key[1] = record;
    key[2] = line;
    key[3] = Math.floor(column / 2 ** 32);
    key[4] = column >>> 0;
    this.#sorter.addText(key, json);
  }

  /**
   * The JSON of all problems in order, as text or as its bytes, which are valid until the next is asked for. Nothing can be added
   * afterwards.
   * @throws {Failure} if they cannot be read again
   */
  *sorted(): Generator<string | Buffer> {
    const last = new Uint32Array(KEY_WORDS);
    // The problem before, and the texts of all at its place if there are several. Bytes need not be decoded and encoded again.
    let held = Buffer.alloc(HELD_BYTES);
    let length = 0;
    let texts: string[] = [];
    for (const { key, payload } of this.#sorter.sorted()) {
      if (length > 0 && isSame(key, last)) {
        if (texts.length === 0) texts.push(held.toString('utf8', 0, length));
        texts.push(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
        continue;
      }
      if (texts.length > 0) yield* inOrder(texts);
      else if (length > 0) yield held.subarray(0, length);
      texts = [];
      if (payload.length > held.length) held = Buffer.alloc(payload.length);
      held.set(payload);
      length = payload.length;
      last.set(key);
    }
    if (texts.length > 0) yield* inOrder(texts);
    else if (length > 0) yield held.subarray(0, length);
  }
}

function isSame(key: Uint32Array, other: Uint32Array): boolean {
  for (let word = 0; word < KEY_WORDS; word++) if (key[word] !== other[word]) return false;
  return true;
}

/** The JSON of problems at one place, in order. */
function inOrder(texts: readonly string[]): readonly string[] {
  const problems = texts.map((text) => ({ text, problem: JSON.parse(text) as Problem }));
  return problems.sort((a, b) => byPlace(a.problem, b.problem)).map(({ text }) => text);
}
