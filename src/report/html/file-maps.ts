import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import { addToCounts } from './counts.js';
import type { FileBucket, FileMap, Listed } from './report-document.js';
import { MAX_FILE_NAME } from './shown-problem.js';

/** How many stretches a file is shown in. */
const MAX_BUCKETS = 200;

/** How many files with problems are kept, and how many files in all. */
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

/** Where in which file problems lie, in bounded memory but for the names of the files. Files are known by their places among all. */
export class FileMaps {
  readonly #troubled = new Map<number, GrowingMap>();
  readonly #files: { readonly name: string; records: number }[] = [];

  /** Called when the records up to this one of a file were read. */
  reached(index: number, name: string, record: number): void {
    const file = this.#files[index];
    if (file === undefined) this.#files[index] = { name, records: record };
    else if (record > file.records) file.records = record;
  }

  addProblems(index: number, record: number, valid: boolean, problems: readonly Problem[]): void {
    const map = this.#mapOf(index);
    if (map === undefined) return;
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

  /** In the order of the files: those with problems, and as many of the others as there is room for. */
  listed(): Listed<FileMap> {
    let room = MAX_FILES - this.#troubled.size;
    const shown: FileMap[] = [];
    for (const [index, file] of this.#files.entries()) {
      if (file === undefined) continue;
      const troubled = this.#troubled.get(index);
      if (troubled === undefined && --room < 0) continue;
      const map = troubled ?? new GrowingMap(file.name);
      map.records = file.records;
      shown.push(map.toMap());
    }
    return { shown, total: this.#files.filter((file) => file !== undefined).length };
  }

  #mapOf(index: number): GrowingMap | undefined {
    const known = this.#troubled.get(index);
    const file = this.#files[index];
    if (known !== undefined || file === undefined || this.#troubled.size >= MAX_FILES) return known;
    const map = new GrowingMap(file.name);
    this.#troubled.set(index, map);
    return map;
  }
}
