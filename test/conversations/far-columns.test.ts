import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { createConversationCheck } from '../../src/check/conversation-check.js';
import { mergeLate } from '../../src/check/late-problem.js';
import { createMessageIdCheck } from '../../src/check/message-ids/message-id-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { FactRow, ROW_WORDS } from '../../src/conversations/fact-row.js';
import type { RecordFacts } from '../../src/conversations/record-facts.js';
import type { RowTarget } from '../../src/conversations/write-facts.js';
import { FactWriter } from '../../src/conversations/write-facts.js';
import type { Place, Problem } from '../../src/problem/problem.js';
import { factSpans } from '../../src/record/fact-spans.js';
import type { RawRecord } from '../../src/record/record.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { PATIENT, runs } from '../properties/runs.js';
import { usualLog } from './random-log.js';

// A line may hold many records, so that one begins beyond 2 ** 32 units: columns are given here, since no test can read such a line.

const FAR = 2 ** 33 + 5;

/** All problems of records that stand on one line, each a thousand units behind the one before, in the order of reports. */
function problemsOf(texts: readonly string[], column: number): Problem[] {
  const registry = builtInRegistry();
  const levelOf = ruleLevels([{ glob: 'conversation/*', level: 'warning' }]);
  const check = createCheck({ registry, levelOf, now: () => Date.parse('2026-06-01T00:00:00Z') });
  const files = new TemporaryFiles();
  const conversations = createConversationCheck({ registry, levelOf, files });
  const messageIds = createMessageIdCheck(levelOf, files);
  conversations?.beginFile('log.ndjson');
  messageIds?.beginFile('log.ndjson');
  const problems = texts.flatMap((text, index) => {
    const place = { file: 'log.ndjson', number: index + 1, line: 1, column: column + index * 1000 };
    const raw: RawRecord = { ...place, bytes: Buffer.from(text), partOf: 'line' };
    const result = check(raw);
    conversations?.add(result);
    messageIds?.add(result);
    return result.problems;
  });
  const late = mergeLate(conversations?.end(true) ?? [], messageIds?.end() ?? []);
  return [...problems, ...Array.from(late, ({ problem }) => problem)];
}

/** Something that stands further behind in the same line. */
function movedPlace<At extends Place>(at: At, by: number): At {
  return {
    ...at,
    column: at.line === 1 ? at.column + by : at.column,
    endColumn: at.endLine === 1 ? at.endColumn + by : at.endColumn,
  };
}

function moved(problem: Problem, by: number): Problem {
  const { related } = problem;
  return {
    ...movedPlace(problem, by),
    ...(related === undefined ? {} : { related: related.map((one) => movedPlace(one, by)) }),
  };
}

describe('columns beyond 2 ** 32', () => {
  it(
    'the problems of records that begin beyond 2 ** 32 units are those of the same records before, moved',
    () => {
      fc.assert(
        fc.property(usualLog, fc.boolean(), (log, isPretty) => {
          const texts = log.map(({ text }, number) => {
            const withId = text.startsWith('{"type"') ? `{"messageId":"call-${number % 3}",${text.slice(1)}` : text;
            return isPretty && withId.endsWith('}}') ? JSON.stringify(JSON.parse(withId), null, 1) : withId;
          });
          const near = problemsOf(texts, 1);
          expect(problemsOf(texts, FAR)).toEqual(near.map((problem) => moved(problem, FAR - 1)));
        }),
        runs(50),
      );
    },
    PATIENT.timeout,
  );

  const facts: RecordFacts = {
    ...{ file: 'log.ndjson', record: 3, line: 2, written: 'Message Sent', event: 'Message Sent', nearEvent: undefined },
    ...{ conversationId: 'c1', messageId: 'm1', userId: 'u1', timestamp: '2024-05-15T15:00:00Z' },
    ...{ messageCount: undefined, seenOnly: false, column: FAR },
  };
  const text =
    '{"event":"Message Sent","userId":"u1","timestamp":"2024-05-15T15:00:00Z","properties":{"conversationId":"c1","messageId":"m1"}}';

  /** The row of a record, as it is read again. */
  function rowOf(facts: RecordFacts, text: string | undefined): FactRow {
    const rows = new Uint32Array(2 * ROW_WORDS);
    let size = 0;
    const target: RowTarget = {
      rows,
      rowFor: () => {
        size += ROW_WORDS;
        return size - ROW_WORDS;
      },
      needsId: () => false,
      addId: () => {},
    };
    const spans = text === undefined ? undefined : factSpans(text, 'messageId');
    new FactWriter(target).write(facts, text ?? '', spans, { file: 0, name: 0, isValid: true });
    return new FactRow().moveTo(rows, 0);
  }

  it.each([1, 2 ** 32 - 1, 2 ** 32, FAR])('the row of a broken record has the column where it begins: %d', (column) => {
    const row = rowOf({ ...facts, column, mayBe: 1 }, undefined);
    expect(row.start(['log.ndjson'])).toEqual({ file: 'log.ndjson', record: 3, line: 2, column });
  });

  it.each([1, 2 ** 32 - 1, 2 ** 32, FAR])('the row of a record has the columns of its values: %d', (column) => {
    const row = rowOf({ ...facts, column }, text);
    for (const [pointer, value] of [
      ['', text],
      ['/event', '"Message Sent"'],
      ['/userId', '"u1"'],
      ['/timestamp', '"2024-05-15T15:00:00Z"'],
      ['/properties/messageId', '"m1"'],
    ] as const) {
      const start = column + text.indexOf(value);
      expect(row.placeOf(pointer)).toEqual({ line: 2, column: start, endLine: 2, endColumn: start + value.length });
    }
  });
});
