import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import { safeName } from '../text/safe-name.js';
import type { Writable } from '../text/writable.js';
import type { UnbuiltResult } from './check-result.js';

/** A problem as several records have it, but for the record, its place, and the conversation. */
export interface RepeatedProblem {
  readonly problem: Problem;
  /** Which of the places in the scanner's answer about a record is the problem's: from where to where, in two words. */
  readonly placeWord: number;
}

/** What the full check found in one record, and would find in all that have its key. */
export interface RepeatedResult {
  /** The halves of the key. */
  readonly low: number;
  readonly high: number;
  readonly valid: boolean;
  readonly problems: readonly RepeatedProblem[];
}

/** Whether a problem is shown where warnings may be left out. */
export function isShown({ problem }: RepeatedProblem, errorsOnly: boolean): boolean {
  return !errorsOnly || problem.severity === 'error';
}

/** A record whose findings are known from another one. One object serves for one record after the other. */
export class RepeatedRecord {
  /** The records that were scanned with it, and its place among them. */
  run!: AcceptedRecords;
  index = 0;
  /** What it has in common with other records. */
  shared!: RepeatedResult;
  #result: UnbuiltResult | undefined;

  /** Moves to another record. */
  moveTo(run: AcceptedRecords, index: number, shared: RepeatedResult): this {
    this.run = run;
    this.index = index;
    this.shared = shared;
    this.#result = undefined;
    return this;
  }

  /** Whether its problems stand in the order of their places as they are shared. */
  get isInOrder(): boolean {
    const { problems } = this.shared;
    if (problems.length < 2) return true;
    const { words } = this.run;
    const at = this.run.wordOf(this.index);
    return problems.every(({ placeWord }, number) => {
      const before = problems[number - 1]?.placeWord ?? placeWord;
      return before === placeWord || (words[at + before] as number) < (words[at + placeWord] as number);
    });
  }

  /** The column of one of its problems. */
  columnOf({ placeWord }: RepeatedProblem): number {
    return this.run.columnOf(this.index) + (this.run.words[this.run.wordOf(this.index) + placeWord] as number);
  }

  /** The column behind it. */
  endColumnOf({ placeWord }: RepeatedProblem): number {
    return this.run.columnOf(this.index) + (this.run.words[this.run.wordOf(this.index) + placeWord + 1] as number);
  }

  /** Its result, with its problems as objects. */
  get result(): UnbuiltResult {
    this.#result ??= resultOf(this.run, this.index, this.shared);
    return this.#result;
  }
}

function resultOf(run: AcceptedRecords, index: number, { valid, problems: shared }: RepeatedResult): UnbuiltResult {
  const { words } = run;
  const at = run.wordOf(index);
  const raw = run.rawOf(index);
  const { call, event, match } = run.nameOf(index);
  const conversationId = run.textOf(index, 'conversationId');
  const shownId = conversationId === undefined ? undefined : safeName(conversationId);
  const problems: Problem[] = [];
  for (const { problem, placeWord } of shared) {
    const start = words[at + placeWord] as number;
    problems.push(problemAt(problem, raw, start, words[at + placeWord + 1] as number, shownId));
  }
  if (problems.length > 1) problems.sort(byPlace);
  const names = { event, conversationId };
  return { kind: 'unbuilt', raw, call, event, match, isReadable: true, names, facts: undefined, valid, problems };
}

/** The problem as a record has it. Written out key by key: spreads take as long as all the rest. */
function problemAt(
  { rule, severity, message, hint, pointer, path, event }: Problem,
  { file, number: record, line, column: first }: RawRecord,
  start: number,
  end: number,
  conversationId: string | undefined,
): Problem {
  const column = first + start;
  const endColumn = first + end;
  const problem: Writable<Problem> =
    hint === undefined
      ? { rule, severity, message, file, record, line, column, endLine: line, endColumn, pointer, path }
      : { rule, severity, message, hint, file, record, line, column, endLine: line, endColumn, pointer, path };
  if (event !== undefined) problem.event = event;
  if (conversationId !== undefined) problem.conversationId = conversationId;
  return problem;
}
