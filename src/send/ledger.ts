import type { RawRecord } from '../record/record.js';
import type { NumberRange } from './number-ranges.js';
import { NumberRanges } from './number-ranges.js';

/** How far one file of a log has got. */
export interface FilePosition {
  /** The number of the last record that was taken up; 0 if none was. */
  readonly through: number;
  /** Of those, the numbers of the records that are not settled. */
  readonly unsettled: readonly NumberRange[];
}

/** The position before anything was read. */
export const AT_START: FilePosition = { through: 0, unsettled: [] };

interface FileAccount {
  through: number;
  readonly unsettled: NumberRanges;
}

/**
 * Knows of each record of a log whether it is settled, over several runs: accepted, rejected or not asked for. A record that
 * was taken up and is not settled, because it is under way or because nobody knows its end, has to be sent again.
 */
export class Ledger {
  readonly #files: ReadonlyMap<string, FileAccount>;

  /** From where an earlier run has got, by the files' names. */
  constructor(positions: ReadonlyMap<string, FilePosition>) {
    this.#files = new Map(
      [...positions].map(([file, { through, unsettled }]) => [
        file,
        { through, unsettled: new NumberRanges(unsettled) },
      ]),
    );
  }

  /** Whether an earlier run has settled a record; else it is taken up with this. */
  takeUp({ file, number }: RawRecord): boolean {
    const account = this.#accountOf(file);
    if (number > account.through) {
      account.through = number;
      account.unsettled.add(number);
    }
    return account.unsettled.has(number);
  }

  /** Whether a record was settled, without taking it up. */
  isSettled({ file, number }: RawRecord): boolean {
    const { through, unsettled } = this.#accountOf(file);
    return number <= through && !unsettled.has(number);
  }

  settle({ file, number }: RawRecord): void {
    this.#accountOf(file).unsettled.delete(number);
  }

  /** How many stretches of unsettled records there are: what the ledger takes in memory. */
  get stretches(): number {
    return [...this.#files.values()].reduce((sum, { unsettled }) => sum + unsettled.stretches, 0);
  }

  /** How many records were taken up and are not settled. */
  get unsettled(): number {
    return [...this.#files.values()].reduce((sum, { unsettled }) => sum + unsettled.size, 0);
  }

  positionOf(file: string): FilePosition {
    const { through, unsettled } = this.#accountOf(file);
    return { through, unsettled: unsettled.toJSON() };
  }

  #accountOf(file: string): FileAccount {
    const account = this.#files.get(file);
    if (account === undefined) throw new Error('a record of a file that the ledger does not know');
    return account;
  }
}
