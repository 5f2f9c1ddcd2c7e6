import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import type { RawRecord } from '../record/record.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import {
  CONVERSATION_LENGTH_WORD,
  EVENT_PLACE_WORD,
  FINDINGS_KEY_WORD,
  MISFIT_PLACE_WORD,
  PROPERTIES_PLACE_WORD,
  RECORD_PLACE_WORD,
  UNITS_WORD,
} from '../scan/answer-words.js';
import { safeName } from '../text/safe-name.js';
import type { Writable } from '../text/writable.js';
import type { CheckedRecord } from './check-record.js';
import type { UnbuiltResult } from './check-result.js';

/** How many keys are kept; with more, all are forgotten, since values from the log are part of them. */
const MAX_KEYS = 2000;

/** The bits of a key by which it is looked up: so many are a small integer to the engine. */
const LOOKUP_BITS = 0x3fffffff;

/** Where the scanner knows that something stands. */
const PLACE_WORDS = [RECORD_PLACE_WORD, PROPERTIES_PLACE_WORD, MISFIT_PLACE_WORD, EVENT_PLACE_WORD];

/** A problem as others have it, too, but for the record and its place. `placeWord`: which of the answer's places is its own. */
interface RepeatedProblem {
  readonly problem: Problem;
  readonly placeWord: number;
}

/** What the full check found in a record with a key, of which these are the halves. */
interface RepeatedResult {
  readonly low: number;
  readonly high: number;
  readonly valid: boolean;
  readonly problems: readonly RepeatedProblem[];
}

/**
 * The results of records that the scanner did not accept, by the keys of its answers: records with one key have the same findings.
 * So one full check is enough for all of them.
 */
export class RepeatedFindings {
  readonly #wantsFacts: boolean;
  readonly #results = new Map<number, RepeatedResult>();

  /** @param wantsFacts whether the facts of records are needed */
  constructor(wantsFacts: boolean) {
    this.#wantsFacts = wantsFacts;
  }

  /** The result for a record, if one with its key was checked. @param answer the scanner's answer about it, as a run of one record */
  resultOf(raw: RawRecord, answer: AcceptedRecords): UnbuiltResult | undefined {
    const { words } = answer;
    const at = answer.wordOf(0);
    const low = words[at + FINDINGS_KEY_WORD] as number;
    const known = this.#results.get(low & LOOKUP_BITS);
    if (known === undefined || known.low !== low || known.high !== words[at + FINDINGS_KEY_WORD + 1]) return undefined;
    const hasConversation = words[at + CONVERSATION_LENGTH_WORD] !== 0;
    // Its facts are read from its value.
    if (this.#wantsFacts && hasConversation && words[at + UNITS_WORD] === 0) return undefined;
    const { call, event, match } = answer.nameOf(0);
    const conversationId = hasConversation ? answer.textOf(0, 'conversationId') : undefined;
    const { valid } = known;
    const shownId = conversationId === undefined ? undefined : safeName(conversationId);
    const problems: Problem[] = [];
    for (const { problem, placeWord } of known.problems) {
      const start = words[at + placeWord] as number;
      problems.push(problemAt(problem, raw, start, words[at + placeWord + 1] as number, shownId));
    }
    if (problems.length > 1) problems.sort(byPlace);
    const names = { event, conversationId };
    return { kind: 'unbuilt', raw, call, event, match, isReadable: true, names, facts: undefined, valid, problems };
  }

  /** Learns the result of the full check of a record, if the scanner's answer has a key. */
  learn(answer: AcceptedRecords, result: CheckedRecord): void {
    const { words } = answer;
    const at = answer.wordOf(0);
    const low = words[at + FINDINGS_KEY_WORD] as number;
    const high = words[at + FINDINGS_KEY_WORD + 1] as number;
    if ((low === 0 && high === 0) || !isPlainCall(result, answer)) return;
    const problems: RepeatedProblem[] = [];
    for (const problem of result.problems) {
      const placeWord = placeWordOf(problem, result.raw, words, at);
      if (placeWord === undefined) return;
      const { conversationId: _, ...shared } = problem;
      problems.push({ problem: shared, placeWord });
    }
    if (this.#results.size >= MAX_KEYS) this.#results.clear();
    this.#results.set(low & LOOKUP_BITS, { low, high, valid: result.valid, problems });
  }
}

/** Whether a record is a track call whose facts are those of the scanner's answer: nothing stands in a wrong place. */
function isPlainCall({ value, call, event, callRecord, problems }: CheckedRecord, answer: AcceptedRecords): boolean {
  if (call !== 'track' || event === undefined || event !== answer.nameOf(0).event) return false;
  if (callRecord === undefined || callRecord.nearMisses.length > 0) return false;
  // An empty timestamp has a place, though it is none.
  return value?.['timestamp'] !== '' && problems.every(({ related }) => related === undefined);
}

/** Which place of an answer a problem has; undefined if it has another one. */
function placeWordOf(
  { line, column, endLine, endColumn }: Problem,
  raw: RawRecord,
  words: Int32Array,
  at: number,
): number | undefined {
  if (line !== raw.line || endLine !== raw.line) return undefined;
  const [start, end] = [column - raw.column, endColumn - raw.column];
  return PLACE_WORDS.find((word) => words[at + word] === start && words[at + word + 1] === end && end > 0);
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
