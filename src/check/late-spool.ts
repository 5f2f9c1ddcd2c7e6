import { byPlace } from '../problem/position.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { TemporaryFile } from '../spill/temporary-file.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import { NO_PROBLEMS } from './check-record.js';
import type { CheckResult, UnbuiltResult } from './check-result.js';
import { withProblems } from './check-result.js';
import type { LateProblem } from './late-problem.js';

/** How much is kept before it is written. */
const BUFFER_BYTES = 1024 * 1024;

const LENGTH_BYTES = 4;

/** Problems that are known at the end of the log, in their order, kept for reading the log a second time. */
export class LateSpool {
  readonly #files: TemporaryFiles;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #file: TemporaryFile | undefined;

  constructor(files: TemporaryFiles) {
    this.#files = files;
  }

  add(late: LateProblem): void {
    const text = Buffer.from(JSON.stringify(late));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(text.length);
    this.#pending.push(length, text);
    this.#pendingBytes += LENGTH_BYTES + text.length;
    if (this.#pendingBytes < BUFFER_BYTES) return;
    this.#file ??= this.#files.create();
    this.#file.append(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Reads them from the beginning; can be called again. */
  open(): KnownProblems {
    return new KnownProblems(this.#all());
  }

  /** Frees memory and file. */
  close(): void {
    this.#pending = [];
    this.#file?.close();
  }

  *#all(): Generator<LateProblem> {
    const length = Buffer.alloc(LENGTH_BYTES);
    const size = this.#file?.size ?? 0;
    for (let position = 0; position < size; ) {
      this.#file?.read(length, position);
      const text = Buffer.alloc(length.readUInt32LE());
      this.#file?.read(text, position + LENGTH_BYTES);
      position += LENGTH_BYTES + text.length;
      yield JSON.parse(text.toString()) as LateProblem;
    }
    for (let index = 1; index < this.#pending.length; index += 2)
      yield JSON.parse((this.#pending[index] as Buffer).toString()) as LateProblem;
  }
}

/** The problems among records that a first reading found, given to their records in a second one. */
export class KnownProblems {
  readonly #problems: Iterator<LateProblem>;
  #next: LateProblem | undefined;

  /** @param problems in their order */
  constructor(problems: Iterator<LateProblem>) {
    this.#problems = problems;
    this.#moveOn();
  }

  /** The number of the next record of a file that has a problem; infinity if there is none. */
  nextRecord(fileIndex: number): number {
    while (this.#next !== undefined && this.#next.fileIndex < fileIndex) this.#moveOn();
    return this.#next?.fileIndex === fileIndex ? this.#next.problem.record : Number.POSITIVE_INFINITY;
  }

  /** Adds its problems to a record. */
  addTo<Result extends CheckResult>(result: Result, fileIndex: number): Result {
    const { number } = result.raw;
    const problems = [...result.problems];
    while (this.nextRecord(fileIndex) <= number) {
      if (this.#next?.problem.record === number) problems.push(this.#next.problem);
      this.#moveOn();
    }
    if (problems.length === result.problems.length) return result;
    const valid = result.valid && problems.every(({ severity }) => severity !== 'error');
    return withProblems(result, problems.sort(byPlace), valid);
  }

  #moveOn(): void {
    const next = this.#problems.next();
    this.#next = next.done === true ? undefined : next.value;
  }
}

/** The result for a record that the scanner accepted. */
export function acceptedResult(run: AcceptedRecords, index: number): UnbuiltResult {
  const { call, event, match } = run.nameOf(index);
  const start = run.startOf(index, 'conversationId');
  const length = run.lengthOf(index, 'conversationId');
  const conversationId = length === 0 ? undefined : run.chunk.toString('utf8', start, start + length);
  return {
    kind: 'unbuilt',
    raw: run.rawOf(index),
    ...{ call, event, match },
    isReadable: true,
    names: { event, conversationId },
    facts: undefined,
    valid: true,
    problems: NO_PROBLEMS,
  };
}
