import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { AcceptedRows } from '../../src/check/accepted-rows.js';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import type { CheckResult, UnbuiltResult } from '../../src/check/check-result.js';
import { countedName } from '../../src/check/check-sources.js';
import { namesOf } from '../../src/check/problem-maker.js';
import { RepeatedFindings } from '../../src/check/repeated-findings.js';
import { RepeatedRecord } from '../../src/check/repeated-record.js';
import { ResultRows } from '../../src/check/result-rows.js';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { EventNames } from '../../src/conversations/event-names.js';
import { ROW_WORDS } from '../../src/conversations/fact-row.js';
import { UnplacedRecords } from '../../src/conversations/unplaced-records.js';
import { FactWriter } from '../../src/conversations/write-facts.js';
import { hashContents } from '../../src/record/contents-hash.js';
import { parseRecord } from '../../src/record/parse-record.js';
import type { RawRecord } from '../../src/record/record.js';
import { AcceptedRecords } from '../../src/scan/accepted-records.js';
import * as at from '../../src/scan/answer-words.js';
import { ANSWER_WORDS } from '../../src/scan/answer-words.js';
import {
  ANSWER_END,
  ANSWER_LINE,
  ANSWER_MASK,
  ANSWER_NUMBER,
  ANSWER_START,
  HARD_FACTS,
  ODD_TEXT,
  WINDOW,
} from '../../src/scan/layout.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import type { Registry } from '../../src/schema/registry.js';
import { builtInRegistry } from '../../src/schema/registry.js';

/** The day on which the records of tests are checked. */
export const TODAY = Date.parse('2024-06-01T00:00:00Z');

/** What both paths made of one record. */
export interface Compared {
  readonly bytes: Buffer;
  readonly accepted: boolean;
  readonly checked: CheckedRecord;
  /** Whether its findings were known, from another record. */
  readonly repeated: boolean;
  /** What is wrong with an acceptance, or with findings from another record; undefined if nothing is. */
  readonly dispute: string | undefined;
}

/** What the two paths are made with. */
export interface BothPathsOptions {
  readonly rules?: readonly RuleSetting[];
  readonly registry?: Registry;
  readonly wantsFacts?: boolean;
}

function disputeOf(name: string | undefined, { problems, ...checked }: CheckedRecord): string | undefined {
  if (problems.length > 0) return problems.map(({ rule, path }) => `${rule} at ${path}`).join(', ');
  const counted = countedName({ problems, ...checked });
  return name === counted ? undefined : `counted as ${name}, not as ${counted}`;
}

/** Whether a record reads the same without a look at what is odd about its text. */
function isPlain(raw: RawRecord): boolean {
  const read = parseRecord(raw);
  return read.value !== undefined && isDeepStrictEqual(parseRecord({ ...raw, isPlain: true }), read);
}

/** Rows of facts, and the texts that they stand for. */
class CollectedRows {
  readonly rows = new Uint32Array(4 * ROW_WORDS);
  readonly names = new EventNames();
  unplaced = new UnplacedRecords();
  ids: string[] = [];
  #used = 0;

  clear(): void {
    this.rows.fill(0);
    this.#used = 0;
    this.ids = [];
    this.unplaced = new UnplacedRecords();
  }

  rowFor(): number {
    this.#used += ROW_WORDS;
    return this.#used - ROW_WORDS;
  }

  needsId(): boolean {
    return true;
  }

  addId(_hash: Int32Array, _at: number, bytes: Uint8Array, start: number, end: number): void {
    this.ids.push(Buffer.from(bytes).toString('utf8', start, end));
  }

  text(): string {
    const unplaced = this.unplaced.size === 0 ? '' : JSON.stringify(this.unplaced);
    return `${this.ids.join()} ${this.rows.subarray(0, this.#used).join(' ')}${unplaced}`;
  }
}

const collected = new CollectedRows();
const writer = new FactWriter(collected);

const WORDS_OF_CONTENTS = [
  at.TOP_MESSAGE_HASH_WORD,
  at.TOP_MESSAGE_HASH_WORD + 1,
  at.CONTENTS_HASH_WORD,
  at.CONTENTS_HASH_WORD + 1,
  at.TOP_MESSAGE_COLUMN_WORD,
  at.TOP_MESSAGE_UNITS_WORD,
];

/** What is wrong with the hashes of a record's top-level `messageId` and contents; undefined if nothing is. */
function wrongContents(run: AcceptedRecords): string | undefined {
  const { bytes } = run.rawOf(0);
  const { words } = run;
  const answer = run.wordOf(0);
  const { contents, messageId } = hashContents(bytes);
  const isNonEmpty = messageId !== undefined && messageId.end - messageId.start > 2;
  const found =
    words[answer + at.TOP_MESSAGE_LENGTH_WORD] === 0 ? [] : WORDS_OF_CONTENTS.map((word) => words[answer + word]);
  const right = isNonEmpty
    ? [messageId.hash.low, messageId.hash.high, contents.low, contents.high].concat(
        bytes.toString('utf8', 0, messageId.start + 1).length,
        bytes.toString('utf8', messageId.start + 1, messageId.end - 1).length,
      )
    : [];
  return String(found) === String(right) ? undefined : `contents ${found}, not ${right}`;
}

/** Makes rows of records without the scanner's answers. */
function resultRows(registry: Registry): ResultRows {
  const { names } = collected;
  return new ResultRows({
    ...{ writer, names, registry },
    get unplaced() {
      return collected.unplaced;
    },
  });
}

/** The rows that a function adds, as text. */
function rowsOf(add: () => void): string {
  collected.clear();
  add();
  return collected.text();
}

/**
 * What is wrong with the facts of a record, and with the places of its values; undefined if nothing is.
 * @param accepted whether the scanner accepted it; else it may leave the facts to the slow path
 */
function wrongFacts(
  run: AcceptedRecords,
  checked: CheckedRecord,
  registry: Registry,
  accepted: boolean,
): string | undefined {
  const right = rowsOf(() => resultRows(registry).add(checked, 7));
  let isAdded = true;
  const found = rowsOf(() => {
    const rows = new AcceptedRows(collected, writer);
    if (accepted) rows.add(run, 7);
    else isAdded = rows.addChecked(checked, run, 7);
  });
  if (!isAdded) return found === ' ' ? undefined : `facts ${found} of a record that is left to the slow path`;
  return found === right ? undefined : `facts ${found}, not ${right}`;
}

/** The same of a record whose findings are known from another one. @param results used for all of these */
function wrongRepeatedFacts(
  record: RepeatedRecord,
  checked: CheckedRecord,
  results: ResultRows,
  registry: Registry,
): string | undefined {
  const right = rowsOf(() => resultRows(registry).add(checked, 7));
  const found = rowsOf(() => {
    if (!new AcceptedRows(collected, writer).addRepeated(record, 7)) results.addRepeated(record, 7);
  });
  return found === right ? undefined : `facts ${found}, not ${right}`;
}

/** What is wrong with a result that was made of that for another record; undefined if nothing is. */
function wrongRepetition(result: UnbuiltResult, checked: CheckedRecord): string | undefined {
  const parts = ({ call, event, valid, problems }: CheckResult) => ({ call, event, valid, problems });
  const found = { ...parts(result), match: result.match, names: result.names };
  const right = { ...parts(checked), match: checked.callRecord?.match, names: namesOf(checked.value) };
  if (isDeepStrictEqual(found, right)) return undefined;
  return `found as in another record ${JSON.stringify(found.problems)}, not ${JSON.stringify(right.problems)}`;
}

/** The scanner and the slow path, side by side on the same bytes. */
export async function bothPaths({
  rules = [],
  registry = builtInRegistry(),
  wantsFacts = false,
}: BothPathsOptions = {}) {
  const levelOf = ruleLevels(rules);
  const scanner = await loadScanner({ registry, isOn: (rule) => levelOf(rule) !== 'off', wantsFacts });
  if (scanner === undefined) throw new Error('there is no scanner');
  const check = createCheck({ registry, levelOf, now: () => TODAY });
  const repeated = new RepeatedFindings(wantsFacts);
  const results = resultRows(registry);
  return {
    scanner,
    /** Checks some records without line feeds, as lines of one chunk. */
    compare(records: readonly Buffer[]): Compared[] {
      const chunk = Buffer.concat(records.flatMap((bytes) => [bytes, Buffer.from('\n')]));
      const compared: Compared[] = [];
      for (let start = 0, lines = 0; start < chunk.length; ) {
        const scan = scanner.scanLines(chunk, start, chunk.length, TODAY);
        for (let index = 0; index < scan.count; index++) {
          const word = (place: number): number => scan.answers[index * ANSWER_WORDS + place / 4] ?? -1;
          const from = start + word(ANSWER_START) - WINDOW;
          const bytes = chunk.subarray(from, start + word(ANSWER_END) - WINDOW);
          const accepted = (word(ANSWER_MASK) & scanner.enabled) === 0 && isUtf8(bytes);
          const line = lines + word(ANSWER_LINE) + 1;
          const raw = { file: 'a.ndjson', number: compared.length + 1, bytes, line, column: 1 };
          const checked = check(raw);
          const name = scanner.names[word(ANSWER_NUMBER)]?.counted;
          let dispute = accepted ? disputeOf(name, checked) : undefined;
          if ((word(ANSWER_MASK) & ODD_TEXT) === 0 && isUtf8(bytes) && !isPlain(raw)) dispute ??= 'its text is odd';
          const hasFacts = accepted || ((word(ANSWER_MASK) & (ODD_TEXT | HARD_FACTS)) === 0 && isUtf8(bytes));
          const answers = scan.answers.slice(0, scan.count * ANSWER_WORDS);
          const of = { file: 'a.ndjson', chunk, start, line: lines + 1, answers, names: scanner.names, isText: true };
          const run = new AcceptedRecords(of, index, 1, compared.length + 1);
          if (hasFacts && wantsFacts) {
            dispute ??= wrongFacts(run, checked, registry, accepted) ?? wrongContents(run);
          }
          const shared = accepted || !isUtf8(bytes) ? undefined : repeated.find(run, 0);
          if (shared !== undefined) {
            const record = new RepeatedRecord().moveTo(run, 0, shared);
            dispute ??= wrongRepetition(record.result, checked);
            if (wantsFacts) dispute ??= wrongRepeatedFacts(record, checked, results, registry);
          } else if (!accepted && isUtf8(bytes)) repeated.learn(run, checked);
          compared.push({ bytes, accepted, checked, dispute, repeated: shared !== undefined });
          if (checked.event !== undefined && !accepted) scanner.learn(checked.event);
        }
        start += scan.bytes;
        lines += scan.lines;
      }
      return compared;
    },
  };
}
