import { allRules } from '../rules/catalog.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { LateProblem } from './late-problem.js';

/** The key by which they are sorted: file, record, line, column in two words, rule. */
const KEY_WORDS = 6;

/** A problem with what decides at the end whether it is reported. */
export interface StoredProblem extends LateProblem {
  /** Whether it may follow from a broken record of which nobody can tell the conversation. */
  readonly mayFollow?: true;
}

/** Problems that are known at the end of the log, brought into their order: see `byPosition`. */
export class LateProblems {
  readonly #sorter: ExternalSorter;
  readonly #key = new Uint32Array(KEY_WORDS);
  readonly #ruleNumbers: ReadonlyMap<string, number>;

  constructor(files: TemporaryFiles, memoryBytes: number) {
    this.#sorter = new ExternalSorter({ keyWords: KEY_WORDS, memoryBytes, files });
    this.#ruleNumbers = new Map(
      allRules()
        .sort()
        .map((rule, number) => [rule, number]),
    );
  }

  add(late: StoredProblem): void {
    const { rule, record, line, column } = late.problem;
    const key = this.#key;
    key[0] = late.fileIndex;
    key[1] = record;
    key[2] = line;
    key[3] = Math.floor(column / 2 ** 32);
    key[4] = column >>> 0;
    key[5] = this.#ruleNumbers.get(rule) ?? 0;
    this.#sorter.addText(key, JSON.stringify(late));
  }

  /**
   * All of them in order; each says whether its record is valid without it and those before it.
   * @param isLeftOut whether a problem that may follow from a broken record is left out. Called with its rule
   */
  *sorted(isLeftOut: (rule: string) => boolean = () => false): Generator<LateProblem> {
    let invalid: LateProblem | undefined;
    for (const { payload } of this.#sorter.sorted()) {
      const late = JSON.parse(Buffer.from(payload).toString()) as StoredProblem;
      if (late.mayFollow === true && isLeftOut(late.problem.rule)) continue;
      const isOfInvalid = invalid?.fileIndex === late.fileIndex && invalid.problem.record === late.problem.record;
      const ofValid = late.ofValid && !isOfInvalid;
      if (ofValid && late.problem.severity === 'error') invalid = late;
      yield ofValid === late.ofValid ? late : { ...late, ofValid };
    }
  }
}
