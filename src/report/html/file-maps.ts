import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import { addToCounts } from './counts.js';
import type { FileBucket, FileMap, Listed } from './report-document.js';
import { MAX_FILE_NAME } from './shown-problem.js';

/** How many stretches a file is shown in. */
const MAX_BUCKETS = 200;

/** How many files are kept. */
const MAX_FILES = 200;

type GrowingBucket = { -readonly [Key in keyof FileBucket]: FileBucket[Key] };

/** One file, in buckets that grow with it. */
class GrowingMap {
  readonly file: string;
  records = 0;
  invalid = 0;
  errors = 0;
  warnings = 0;
  #perBucket = 1;
  #buckets: GrowingBucket[] = [];

  constructor(file: string) {
    this.file = file;
  }

  get isClean(): boolean {
    return this.errors + this.warnings === 0 && this.invalid === 0;
  }

  bucketOf(record: number): GrowingBucket {
    while (record > this.#perBucket * MAX_BUCKETS) this.#widen();
    const index = Math.floor((record - 1) / this.#perBucket);
    while (this.#buckets.length <= index) this.#buckets.push({ invalid: 0, errors: 0, warnings: 0 });
    return this.#buckets[index] as GrowingBucket;
  }

  toMap(): FileMap {
    const { file, records, invalid, errors, warnings } = this;
    if (records > 0) this.bucketOf(records);
    return {
      file: safeName(file, MAX_FILE_NAME),
      records,
      invalid,
      errors,
      warnings,
      recordsPerBucket: this.#perBucket,
      buckets: this.#buckets,
    };
  }

  #widen(): void {
    this.#perBucket *= 2;
    const merged: GrowingBucket[] = [];
    for (let index = 0; index < this.#buckets.length; index += 2) {
      const first = this.#buckets[index] as GrowingBucket;
      const second = this.#buckets[index + 1];
      if (second !== undefined) {
        first.invalid += second.invalid;
        first.errors += second.errors;
        first.warnings += second.warnings;
        if (first.line === undefined && second.line !== undefined) first.line = second.line;
      }
      merged.push(first);
    }
    this.#buckets = merged;
  }
}

/** Where in which file problems lie, in bounded memory. */
export class FileMaps {
  readonly #files = new Map<string, GrowingMap>();
  #total = 0;
  #current: GrowingMap | undefined;

  /** Called when the records up to this one of a file were read. */
  reached(file: string, record: number): void {
    this.#at(file).records = Math.max(this.#at(file).records, record);
  }

  addProblems(file: string, record: number, valid: boolean, problems: readonly Problem[]): void {
    const map = this.#at(file);
    const bucket = map.bucketOf(record);
    const [first] = problems;
    if (first !== undefined) bucket.line ??= first.line;
    if (!valid) {
      map.invalid++;
      bucket.invalid++;
    }
    for (const problem of problems) {
      addToCounts(map, problem);
      addToCounts(bucket, problem);
    }
  }

  listed(): Listed<FileMap> {
    return { shown: [...this.#files.values()].map((map) => map.toMap()), total: this.#total };
  }

  #at(file: string): GrowingMap {
    if (this.#current?.file === file) return this.#current;
    let map = this.#files.get(file);
    if (map === undefined) {
      map = new GrowingMap(file);
      this.#total++;
      this.#makeRoom();
      if (this.#files.size < MAX_FILES) this.#files.set(file, map);
    }
    this.#current = map;
    return map;
  }

  /** Lets go of a file without a problem, if there are too many. */
  #makeRoom(): void {
    if (this.#files.size < MAX_FILES) return;
    for (const [file, map] of this.#files) {
      if (!map.isClean) continue;
      this.#files.delete(file);
      return;
    }
  }
}
