import type { RawRecord } from '../record/record.js';
import type { NumberRange } from './number-ranges.js';
import { NumberRanges } from './number-ranges.js';

/** How far one file of a log was sent. */
export interface FilePosition {
  /** The number of the last record that was begun; 0 if none was. */
  readonly through: number;
  /** The numbers of the records among these that are not done. */
  readonly pending: readonly NumberRange[];
}

/** The position before anything was read. */
export const AT_START: FilePosition = { through: 0, pending: [] };

interface FileAccount {
  through: number;
  readonly pending: NumberRanges;
}

/**
 * Keeps, over several runs, which records of a log are done: accepted, rejected or not asked for. A record that was begun
 * and is not done is under way, or its result is not known; it has to be sent again.
 */
export class Ledger {
  readonly #files: ReadonlyMap<string, FileAccount>;

  /** `positions`: how far earlier runs have got, by the names of the files. */
  constructor(positions: ReadonlyMap<string, FilePosition>) {
    this.#files = new Map(
      [...positions].map(([file, { through, pending }]) => [file, { through, pending: new NumberRanges(pending) }]),
    );
  }

  /** Begins a record; false if an earlier run has done it. */
  begin({ file, number }: RawRecord): boolean {
    const account = this.#accountOf(file);
    if (number > account.through) {
      account.through = number;
      account.pending.add(number);
    }
    return account.pending.has(number);
  }

  /** Whether a record was done. */
  isDone({ file, number }: RawRecord): boolean {
    const { through, pending } = this.#accountOf(file);
    return number <= through && !pending.has(number);
  }

  finalize({ file, number }: RawRecord): void {
    this.#accountOf(file).pending.delete(number);
  }

  /** How many ranges of pending records there are, which is what the ledger needs memory for. */
  get ranges(): number {
    return [...this.#files.values()].reduce((sum, { pending }) => sum + pending.ranges, 0);
  }

  /** How many records were begun and are not done. */
  get pending(): number {
    return [...this.#files.values()].reduce((sum, { pending }) => sum + pending.size, 0);
  }

  positionOf(file: string): FilePosition {
    const { through, pending } = this.#accountOf(file);
    return { through, pending: pending.toJSON() };
  }

  #accountOf(file: string): FileAccount {
    const account = this.#files.get(file);
    if (account === undefined) throw new Error('a record of a file that the ledger does not know');
    return account;
  }
}
