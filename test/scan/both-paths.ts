import { isUtf8 } from 'node:buffer';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import { countedName } from '../../src/check/check-sources.js';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { ANSWER_END, ANSWER_LINE, ANSWER_MASK, ANSWER_NUMBER, ANSWER_START, WINDOW } from '../../src/scan/layout.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import { ANSWER_WORDS } from '../../src/scan/scanner.js';
import type { Registry } from '../../src/schema/registry.js';
import { builtInRegistry } from '../../src/schema/registry.js';

/** The day on which the records of tests are checked. */
export const TODAY = Date.parse('2024-06-01T00:00:00Z');

/** What both paths made of one record. */
export interface Judged {
  readonly bytes: Buffer;
  readonly accepted: boolean;
  readonly checked: CheckedRecord;
  /** What is wrong with an acceptance; undefined if nothing is. */
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
  return {
    scanner,
    /** Judges some records, none of which holds a line feed, as lines of one chunk. */
    judge(records: readonly Buffer[]): Judged[] {
      const chunk = Buffer.concat(records.flatMap((bytes) => [bytes, Buffer.from('\n')]));
      const judged: Judged[] = [];
      for (let start = 0, lines = 0; start < chunk.length; ) {
        const scan = scanner.scanLines(chunk, start, chunk.length, TODAY);
        for (let index = 0; index < scan.count; index++) {
          const word = (at: number): number => scan.answers[index * ANSWER_WORDS + at / 4] ?? -1;
          const from = start + word(ANSWER_START) - WINDOW;
          const bytes = chunk.subarray(from, start + word(ANSWER_END) - WINDOW);
          const accepted = (word(ANSWER_MASK) & scanner.enabled) === 0 && isUtf8(bytes);
          const line = lines + word(ANSWER_LINE) + 1;
          const checked = check({ file: 'a.ndjson', number: judged.length + 1, bytes, line, column: 1 });
          const name = scanner.names[word(ANSWER_NUMBER)]?.counted;
          judged.push({ bytes, accepted, checked, dispute: accepted ? disputeOf(name, checked) : undefined });
          if (checked.event !== undefined && !accepted) scanner.learn(checked.event);
        }
        start += scan.bytes;
        lines += scan.lines;
      }
      return judged;
    },
  };
}
