import type { FileShift } from '../../conversations/gathered-block.js';
import type { EventsByRelease } from './report-document.js';
import { levelOf, MAX_LEVEL } from './sample-level.js';

/** How many records are looked at; all of a small log. */
const MAX_LOOKED = 20_000;

/** How many releases are listed. */
const MAX_LISTED = 50;

/** The releases of the records of one level. */
interface LevelSample {
  readonly files: number[];
  readonly records: number[];
  readonly releases: string[];
}

/** A sample as plain data. */
export interface PlainReleases {
  readonly level: number;
  readonly levels: readonly LevelSample[];
}

/**
 * The releases of a sample of records, so that the releases of problems can be compared with those of all records, and are known of
 * problems that show only at the end of the log. All records of a small log; see `levelOf`.
 */
export class ReleaseSample {
  #level = 0;
  #looked = 0;
  readonly #levels: LevelSample[] = Array.from({ length: MAX_LEVEL + 1 }, () => ({
    ...{ files: [], records: [], releases: [] },
  }));
  /** By file, then by record; made when it is first asked for. */
  #byPlace: Map<number, Map<number, string>> | undefined;

  /** Whether the release of a record has to be added. @param word see `wordOf` */
  wants(word: number): boolean {
    return levelOf(word) >= this.#level;
  }

  /** Adds the release of a record that is wanted; "" if it names none. @param file the place of its file among all, from 0 */
  add(word: number, file: number, record: number, release: string): void {
    this.#push(levelOf(word), file, record, release);
    this.#limit();
  }

  /** The release that a record names; undefined if the record is not in the sample. */
  releaseAt(file: number, record: number): string | undefined {
    if (this.#byPlace === undefined) {
      this.#byPlace = new Map();
      for (const { files, records, releases } of this.#levels) {
        for (const [index, release] of releases.entries()) {
          const ofFile = this.#byPlace.get(files[index] as number) ?? new Map<number, string>();
          this.#byPlace.set(files[index] as number, ofFile.set(records[index] as number, release));
        }
      }
    }
    return this.#byPlace.get(file)?.get(record);
  }

  /** The releases with the most records first; undefined if no record names one. */
  listed(): EventsByRelease | undefined {
    const sums = new Map<string, number>();
    for (const { releases } of this.#levels)
      for (const release of releases) sums.set(release, (sums.get(release) ?? 0) + 1);
    const all = [...sums].map(([name, count]) => ({ name, count }));
    if (all.every(({ name }) => name === '')) return undefined;
    const shown = all.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return { looked: this.#looked, releases: { shown: shown.slice(0, MAX_LISTED), total: shown.length } };
  }

  toJSON(): PlainReleases {
    return { level: this.#level, levels: this.#levels };
  }

  /** Adds the sample of a part of the log, which was plain data. @param shifts where its files stand */
  addPlain({ level, levels }: PlainReleases, shifts: readonly FileShift[]): void {
    this.#raiseTo(level);
    for (const [index, { files, records, releases }] of levels.entries()) {
      if (index < this.#level) continue;
      for (const [at, release] of releases.entries()) {
        const { fileIndex, records: before } = shifts[files[at] as number] as FileShift;
        this.#push(index, fileIndex, (records[at] as number) + before, release);
      }
    }
    this.#limit();
  }

  #push(level: number, file: number, record: number, release: string): void {
    const sample = this.#levels[level] as LevelSample;
    sample.files.push(file);
    sample.records.push(record);
    sample.releases.push(release);
    this.#looked++;
  }

  #limit(): void {
    while (this.#looked > MAX_LOOKED && this.#level < MAX_LEVEL) this.#raiseTo(this.#level + 1);
  }

  #raiseTo(level: number): void {
    for (; this.#level < level; this.#level++) {
      const { releases } = this.#levels[this.#level] as LevelSample;
      this.#looked -= releases.length;
      this.#levels[this.#level] = { files: [], records: [], releases: [] };
    }
  }
}
