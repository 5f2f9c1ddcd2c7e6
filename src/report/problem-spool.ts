import type { PlacedProblem } from '../problem/position.js';
import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';

/** The key by which problems are sorted: file, record and line, each in one word, and the column in two. */
const KEY_WORDS = 5;

/** What waits in memory; more goes to a temporary file. */
const MEMORY_BYTES = 8 * 1024 * 1024;

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

  /** The JSON of all problems in order. Nothing can be added afterwards. @throws {Failure} if they cannot be read again */
  *sorted(): Generator<string> {
    let texts: string[] = [];
    let last: readonly number[] = [];
    for (const { key, payload } of this.#sorter.sorted()) {
      const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
      if (texts.length > 0 && !last.every((word, index) => word === key[index])) {
        yield* inOrder(texts);
        texts = [];
      }
      if (texts.push(text) === 1) last = Array.from(key);
    }
    yield* inOrder(texts);
  }
}

/** The JSON of problems at one place, in order. */
function inOrder(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts;
  const problems = texts.map((text) => ({ text, problem: JSON.parse(text) as Problem }));
  return problems.sort((a, b) => byPlace(a.problem, b.problem)).map(({ text }) => text);
}
