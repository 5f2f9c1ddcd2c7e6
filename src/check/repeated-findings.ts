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
import type { CheckedRecord } from './check-record.js';
import type { RepeatedProblem, RepeatedResult } from './repeated-record.js';

/** How many keys are kept; with more, all are forgotten, since values from the log are part of them. */
const MAX_KEYS = 2000;

/** The bits of a key by which it is looked up: so many are a small integer to the engine. */
const LOOKUP_BITS = 0x3fffffff;

/** Where the scanner knows that something stands. */
const PLACE_WORDS = [RECORD_PLACE_WORD, PROPERTIES_PLACE_WORD, MISFIT_PLACE_WORD, EVENT_PLACE_WORD];

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

  /** What is known of a record of a run, if one with its key was checked. */
  find(run: AcceptedRecords, index: number): RepeatedResult | undefined {
    const { words } = run;
    const at = run.wordOf(index);
    const low = words[at + FINDINGS_KEY_WORD] as number;
    const known = this.#results.get(low & LOOKUP_BITS);
    if (known === undefined || known.low !== low || known.high !== words[at + FINDINGS_KEY_WORD + 1]) return undefined;
    // Its facts are read from its value.
    const needsValue = this.#wantsFacts && words[at + CONVERSATION_LENGTH_WORD] !== 0 && words[at + UNITS_WORD] === 0;
    return needsValue ? undefined : known;
  }

  /** Learns the result of the full check of a record. @param answer the scanner's answer about it, as a run of one record */
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
